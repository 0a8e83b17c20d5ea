# frozen_string_literal: true

# Runs the tests of this folder and prints a line for each, as the scripts in
# tests/ do: "ok: NAME", "failed: NAME" or "skip: NAME: WHY".
$LOAD_PATH.unshift(File.expand_path("../lib", __dir__), __dir__)
require "support"
Dir[File.join(__dir__, "test_*.rb")].sort.each { |file| require file }

class Lines < Minitest::AbstractReporter
  attr_reader :run, :failed

  def initialize
    super
    @run = @failed = 0
  end

  def record(result)
    name = "ruby #{result.klass}.#{result.name.delete_prefix('test_')}"
    @run += 1
    if result.skipped?
      puts "skip: #{name}: #{result.failure.message}"
    elsif result.passed?
      puts "ok: #{name}"
    else
      @failed += 1
      puts "failed: #{name}", result.failures.map(&:message)
    end
  end
end

$stdout.sync = true
# Of the order of tests; from 5.16 on Minitest asks for its own.
srand(Minitest.seed = 1)
lines = Lines.new
Minitest::Runnable.runnables.each { |each| each.run(lines, {}) }
exit(lines.run.positive? && lines.failed.zero?)

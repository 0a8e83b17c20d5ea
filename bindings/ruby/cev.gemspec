# frozen_string_literal: true

# What the gem takes from elsewhere in the checkout is gathered first: the
# sources of library and program, the page that the program writes, the
# library's description, and the signatures of its kinds.
require_relative "gather"
Gather.all

Gem::Specification.new do |spec|
  spec.name = "cev"
  spec.version = File.read(File.join(__dir__, "ext/cev/include/cev/base.h"))[
    /CEV_VERSION_STRING "(.*)"/, 1]
  spec.summary = "What each customer is worth, who is leaving, who is like whom"
  spec.description = "From a shop's orders: what each customer is worth, who " \
                     "is leaving, and who is like whom, with intervals and " \
                     "verdicts in words. All arithmetic is in C."
  spec.authors = ["The authors of libcev"]
  spec.license = "MIT"
  spec.required_ruby_version = ">= 3.1"
  spec.extensions = ["ext/extconf.rb"]
  spec.files = Dir.glob(%w[README.md LICENSE lib/**/*.rb lib/cev/api.json
                           lib/cev/charts/*.json sig/*.rbs ext/extconf.rb
                           ext/cev/**/*], base: __dir__)
  spec.add_dependency "ffi", "~> 1.15"
end

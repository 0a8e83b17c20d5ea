# frozen_string_literal: true

# Copies what the gem takes from elsewhere in the checkout into this folder, and
# writes the signatures of kinds and kernels, which api.json lists.
require "fileutils"
require "json"

module Gather
  HERE = __dir__
  ROOT = File.expand_path("../..", __dir__)
  COPIES = { "bindings/api.json" => "lib/cev/api.json",
             "charts" => "lib/cev/charts",
             "LICENSE" => "LICENSE" }.freeze
  # What is compiled at installation lies as in the checkout.
  BUILT = File.join(HERE, "ext", "cev")
  SOURCES = %w[Makefile libcev.map libcev/*/*.[ch] include/**/*.h
               examples/cev/*.[ch] examples/cev/formats/*.[ch]].freeze

  BY_HAND = %w[cev_portfolio_order].freeze
  NUMBERS = { "double" => "Numeric", "int64_t" => "Integer",
              "int32_t" => "Integer" }.freeze

  class << self
    def all
      COPIES.each do |from, to|
        FileUtils.rm_rf(File.join(HERE, to))
        FileUtils.cp_r(File.join(ROOT, from), File.join(HERE, to))
      end
      FileUtils.rm_rf(BUILT)
      Dir.glob(SOURCES, base: ROOT).each do |path|
        copy(path, path)
      end
      make_page
      File.write(File.join(HERE, "sig", "kinds.rbs"), signatures)
    end

    def copy(from, to)
      FileUtils.mkdir_p(File.dirname(File.join(BUILT, to)))
      FileUtils.cp(File.join(ROOT, from), File.join(BUILT, to))
    end

    # Who installs the gem needs no node; who builds it does, for the page.
    def make_page
      system("make", "-s", "-C", ROOT, "BUILD=build", "build/page.c",
             exception: true)
      copy("build/page.c", "page.c")
    end

    # "gamma_gamma" is GammaGamma, as Cev::Model.class_name has it.
    def class_name(kind)
      kind.split("_").map { |word|
        word[1..].match?(/[aeiou]/) ? word.capitalize : word.upcase
      }.join
    end

    def signatures
      api = JSON.parse(File.read(File.join(ROOT, "bindings", "api.json"),
                                 encoding: "UTF-8"))
      lines = api["kinds"].flat_map { |kind, entry| kind_lines(kind, entry, api) }
      shaped = %w[kernel call].to_h do |shape|
        [shape, api["functions"].select { |_, e| e["shape"] == shape }]
      end
      lines << "  module Kernels"
      shaped["kernel"].each { |name, entry| lines << kernel_line(name, entry) }
      lines << "  end"
      lines += call_lines(shaped["call"], api["options"])
      "# Written by gather.rb.\nmodule Cev\n#{lines.join("\n")}\nend\n"
    end

    def kind_lines(kind, entry, api)
      options = entry["options"].map { |name| option(name, api["options"][name]) }
      options << "?model: (String | Symbol)" if entry["options"].include?("purchases")
      ["  # #{entry['meaning']}",
       "  class #{class_name(kind)} < #{entry['handle'].capitalize}",
       "    def initialize: (#{options.join(', ')}) -> void",
       "  end"]
    end

    # Lengths of time may be text.
    def option(name, entry)
      type = if entry["type"] == "text" then "(String | Symbol)"
             elsif %w[time_unit seconds].include?(entry["unit"]) then "length"
             else "Numeric"
             end
      "?#{name}: #{type}"
    end

    def kernel_line(name, entry)
      outputs, inputs = entry["arguments"].partition do |each|
        each["type"] == "double *"
      end
      has_rows = inputs.any? { |each| rows?(each) }
      types = inputs.filter_map do |each|
        next if has_rows && each["name"] == "n"
        next "parameters params" if each["name"] == "params"

        "#{NUMBERS.fetch(each['type'], 'numbers')} #{each['name'].downcase}"
      end
      "    def self.#{name.delete_prefix('cev_')}: (#{types.join(', ')}) -> " +
        told(outputs.map { |each| each["length"] == 1 ? "Float" : "Array[Float]" })
    end

    def rows?(argument)
      argument["type"] == "const double *" && argument["name"] != "params"
    end

    # One answer as it is; several are a Struct.
    def told(types)
      types.size == 1 ? types.first : "untyped"
    end

    # The calls by rule that no signature of cev.rbs is of.
    def call_lines(calls, options)
      known = File.read(File.join(HERE, "sig", "cev.rbs"), encoding: "UTF-8")
      %w[ctx portfolio estimator segmenter].flat_map do |noun|
        start = noun == "ctx" ? "cev_" : "cev_#{noun}_"
        own = calls.select do |_, entry|
          entry["arguments"].first["type"].end_with?("cev_#{noun} *")
        end
        lines = own.filter_map do |name, entry|
          short = name.delete_prefix(start)
          short = name if noun == "ctx" && Module.method_defined?(short)
          # Those with a method of their own under another name.
          next if written?(known, noun, short) || BY_HAND.include?(name)

          "    def #{short}: #{call_type(entry, options)}"
        end
        in_scope(noun, lines)
      end
    end

    def written?(known, noun, name)
      scope = noun == "ctx" ? known : known[/^  class #{noun.capitalize}\b.*?^  end$/m]
      model = known[/^  class Model$.*?^  end$/m]
      line = noun == "ctx" ? "self\\.#{name}" : name
      [scope, noun == "ctx" ? "" : model].any? do |text|
        text.match?(/(def|attr_reader) #{line}:/)
      end
    end

    def in_scope(noun, lines)
      return lines.map { |line| line[2..].sub("def ", "def self.") } if
        noun == "ctx"

      base = noun == "portfolio" ? "" : " < Model"
      ["  class #{noun.capitalize}#{base}", *lines, "  end"]
    end

    def call_type(entry, options)
      taken = entry["arguments"].drop(1).reject do |each|
        ["cev_table **", "const cev_options *"].include?(each["type"])
      end
      types = taken.map { |each| call_argument(each) }
      outputs = entry["arguments"].count { |each| each["type"] == "cev_table **" }
      types << "?without: (name | Array[name])" if outputs > 1
      types += call_options(entry, options)
      answer = outputs.zero? ? "self" : told(["Table"] * outputs)
      "(#{types.join(', ')}) ?{ (String stage, Float done) -> void } -> #{answer}"
    end

    def call_options(entry, options)
      return entry["options"].map { |name| option(name, options[name]) } if
        entry["options"]

      takes = entry["arguments"].any? { |e| e["type"] == "const cev_options *" }
      takes ? ["**untyped options"] : []
    end

    def call_argument(argument)
      name = argument["name"]
      return "?moment? as_of" if name == "as_of"

      type = case argument["type"]
             when "const cev_table *" then "customers?"
             when "const char *" then "name?"
             else NUMBERS.fetch(argument["type"], "untyped")
             end
      "#{type} #{name}"
    end
  end
end

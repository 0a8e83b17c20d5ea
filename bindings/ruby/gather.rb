# frozen_string_literal: true

# Copies what the gem takes from elsewhere in the checkout into this folder, and
# writes the signatures of kinds and kernels, which api.json lists.
require "fileutils"
require "json"

module Gather
  HERE = __dir__
  ROOT = File.expand_path("../..", __dir__)
  COPIES = { "libcev" => "ext/libcev", "include" => "ext/include",
             "bindings/api.json" => "lib/cev/api.json",
             "LICENSE" => "LICENSE" }.freeze

  class << self
    def all
      COPIES.each do |from, to|
        FileUtils.rm_rf(File.join(HERE, to))
        FileUtils.cp_r(File.join(ROOT, from), File.join(HERE, to))
      end
      File.write(File.join(HERE, "sig", "kinds.rbs"), signatures)
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
      kernels = api["functions"].select do |_, entry|
        %w[cev/kernels.h cev/contracts.h].include?(entry["header"])
      end
      lines << "  module Kernels"
      kernels.each { |name, entry| lines << kernel_line(name, entry) }
      lines << "  end"
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
      taken = entry["arguments"].reject { |a| %w[n out].include?(a["name"]) }
      types = taken.map do |argument|
        next "parameters params" if argument["name"] == "params"

        "#{argument['type'] == 'double' ? 'Numeric' : 'numbers'} " \
          "#{argument['name'].downcase}"
      end
      "    def self.#{name.delete_prefix('cev_')}: (#{types.join(', ')}) -> " \
        "Array[Float]"
    end
  end
end

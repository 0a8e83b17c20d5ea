# frozen_string_literal: true

module Cev
  # Kernels: one pure function for one equation, over plain arrays.
  #
  #     Cev::Kernels.bgnbd_p_alive([0.243, 4.414, 0.793, 2.426], x, t_x, T)
  #
  # Every kernel of the library is here under its name in C without "cev_". Its
  # arguments are those of C without the count and the output: parameters (an
  # array, or a hash by name), arrays of equal length (a number stands for all
  # rows), and numbers. The answer is an array.
  module Kernels
    # Where they are declared.
    HEADERS = ["cev/kernels.h", "cev/contracts.h"].freeze

    # From here on other threads run during a call.
    MANY = 1000

    class << self
      # The names of all kernels.
      def names
        Api.description["functions"].filter_map do |name, entry|
          name.delete_prefix("cev_").to_sym if
            HEADERS.include?(entry["header"])
        end
      end

      def respond_to_missing?(name, include_private = false)
        names.include?(name) || super
      end

      def method_missing(name, *arguments)
        return super unless names.include?(name)

        define(name)
        public_send(name, *arguments)
      end

      private

      def define(name)
        entry = Api.description["functions"]["cev_#{name}"]
        wanted = entry["arguments"].reject { |a| %w[n out].include?(a["name"]) }
        define_singleton_method(name) do |*given|
          if given.size != wanted.size
            raise ::ArgumentError, "#{name} takes #{wanted.size} arguments: " +
                                   wanted.map { |a| a["name"] }.join(", ")
          end
          run(name, entry["params"], wanted, given)
        end
      end

      def run(name, params, wanted, given)
        rows = given.drop(1).find { |each| each.respond_to?(:to_a) }&.to_a
        count = rows ? rows.size : 1
        passed = wanted.zip(given).map do |argument, value|
          argument(argument, value, params, count)
        end
        memory = FFI::MemoryPointer.new(:double, [count, 1].max)
        function = Api.function(:"cev_#{name}", blocking: count >= MANY)
        status = function.call(passed[0], count, *passed[1..], memory)
        return memory.get_array_of_double(0, count) if status.zero?

        raise Error.for_status(status, "#{name}: an argument is outside its " \
                                       "domain; see the headers in include")
      end

      # An argument as C takes it: a number, or the address of doubles.
      def argument(argument, value, params, count)
        name = argument["name"]
        return parameters(params, value) if name == "params"
        return Float(value) if argument["type"] == "double"

        values = value.respond_to?(:to_a) ? value : [value] * count
        made = Columns.doubles(name, values)
        return made.address if made.rows == count

        raise ArgumentError, "#{name} has #{made.rows} rows, others have #{count}"
      end

      # Parameters in the paper's order.
      def parameters(names, given)
        given = given.transform_keys(&:to_s).values_at(*names) if
          given.is_a?(Hash)
        if given.size != names.size
          raise ArgumentError, "params has #{given.size} numbers; wanted " \
                               "#{names.size}: #{names.join(', ')}"
        end
        Columns.doubles("params", given).address
      end
    end
  end
end

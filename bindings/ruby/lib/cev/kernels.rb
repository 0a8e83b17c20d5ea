# frozen_string_literal: true

module Cev
  # Kernels: one pure function for one equation, over plain arrays.
  #
  #     Cev::Kernels.bgnbd_p_alive([0.243, 4.414, 0.793, 2.426], x, t_x, T)
  #     Cev::Kernels.wilson_interval(0.95, hits, trials).lower
  #
  # Every kernel of the library is here under its name in C without "cev_". Its
  # arguments are those of C without the outputs and, where there are rows,
  # their count: parameters (an array, or a hash by name), arrays of equal
  # length (a number stands for all rows), and numbers. The answer is an array;
  # of an output that is one number it is that; of several outputs it is a
  # Struct of them.
  module Kernels
    # From here on other threads run during a call.
    MANY = 1000

    class << self
      # The names of all kernels.
      def names
        @names ||= Api.shaped("kernel").map do |name|
          name.delete_prefix("cev_").to_sym
        end
      end

      def respond_to_missing?(name, include_private = false)
        names.include?(name) || super
      end

      def method_missing(name, *arguments)
        return super unless names.include?(name)

        kernel = Kernel.new(name)
        define_singleton_method(name) { |*given| kernel.call(given) }
        kernel.call(arguments)
      end
    end

    # A function of C as one of Ruby.
    class Kernel
      def initialize(name)
        @name = name
        entry = Api.description["functions"]["cev_#{name}"]
        @params = entry["params"]
        @outputs, inputs = entry["arguments"].partition do |each|
          each["type"] == "double *"
        end
        has_rows = inputs.any? { |each| rows?(each) }
        @plan = inputs.map do |each|
          [each["name"], has_rows && each["name"] == "n" ? :count : how(each)]
        end
        @wanted = @plan.reject { |_, how| how == :count }
        @struct = Struct.new(*@outputs.map { |each| each["name"].to_sym }) if
          @outputs.size > 1
      end

      def call(given)
        if given.size != @wanted.size
          raise ::ArgumentError, "#{@name} takes #{@wanted.size} arguments: " +
                                 @wanted.map(&:first).join(", ")
        end
        count = count(given)
        kept = @outputs.map do |each|
          FFI::MemoryPointer.new(:double, [length(each, count), 1].max)
        end
        inputs = passed(given, count)
        status = Api.function(:"cev_#{@name}", blocking: count >= MANY)
                    .call(*inputs, *kept)
        return told(kept, count) if status.zero?

        raise Error.for_status(status, "#{@name}: an argument is outside its " \
                                       "domain; see the headers in include")
      end

      private

      def rows?(argument)
        argument["type"] == "const double *" && argument["name"] != "params"
      end

      # What an argument is.
      def how(argument)
        return :params if argument["name"] == "params"

        { "double" => :number, "int64_t" => :whole }
          .fetch(argument["type"], :rows)
      end

      # A number stands for all rows; an array says how many there are.
      def count(given)
        named = @wanted.zip(given)
        rows = named.find do |(_, how), value|
          how == :rows && value.respond_to?(:to_a)
        end
        return rows.last.to_a.size if rows

        named.find { |(name, _), _| name == "n" }&.last || 1
      end

      def passed(given, count)
        values = given.each
        @plan.map do |name, how|
          case how
          when :count then count
          when :params then parameters(values.next)
          when :number then Float(values.next)
          when :whole then Integer(values.next)
          else rows(name, values.next, count)
          end
        end
      end

      def rows(name, value, count)
        made = Columns.doubles(name, value.respond_to?(:to_a) ? value
                                                              : [value] * count)
        return made.address if made.rows == count

        raise ArgumentError, "#{name} has #{made.rows} rows, others have #{count}"
      end

      # Parameters in the paper's order.
      def parameters(given)
        given = given.transform_keys(&:to_s).values_at(*@params) if
          given.is_a?(Hash)
        if given.size != @params.size
          raise ArgumentError, "params has #{given.size} numbers; wanted " \
                               "#{@params.size}: #{@params.join(', ')}"
        end
        Columns.doubles("params", given).address
      end

      def length(output, count)
        output["length"] || count
      end

      def told(kept, count)
        found = @outputs.zip(kept).map do |output, memory|
          values = memory.get_array_of_double(0, length(output, count))
          output["length"] == 1 ? values.first : values
        end
        found.size == 1 ? found.first : @struct.new(*found)
      end
    end
    private_constant :Kernel
  end
end

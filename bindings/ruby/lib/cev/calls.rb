# frozen_string_literal: true

module Cev
  # Calls by rule: what is asked of the library with tables, objects, options,
  # text and numbers, and answered by tables, needs no method of its own here.
  # So `Cev.markov_value(transitions, rewards, horizon: 12)` is
  # cev_markov_value, and `portfolio.recency(states: 4)` cev_portfolio_recency:
  # they are bound as api.json describes them, and a call that the library gains
  # appears by itself.
  module Calls
    OPTIONS = "const cev_options *"
    INPUT = "const cev_table *"
    OUTPUT = "cev_table **"

    class << self
      # The calls by rule of a noun, or with "ctx" those of no object, each by
      # its name without what stands before it.
      def names(noun)
        start = noun == "ctx" ? "cev_" : "cev_#{noun}_"
        asked = ["cev_#{noun} *", "const cev_#{noun} *"]
        Api.shaped("call").filter_map do |name|
          first = Api.description["functions"][name]["arguments"].first
          name.delete_prefix(start).to_sym if asked.include?(first["type"])
        end
      end

      # Gives a class those that it has no method of its own for.
      def bind(target, noun)
        own = target.instance_methods + target.private_instance_methods
        (names(noun) - own).each do |name|
          define(target, name, Call.new("cev_#{noun}_#{name}"))
        end
      end

      # Gives the module those of no object. What every module of Ruby's has,
      # such as `constants`, keeps its name, and the call that of C.
      def bind_module
        names("ctx").each do |name|
          next if Cev.singleton_methods(false).include?(name)

          taken = Cev.respond_to?(name)
          define(Cev.singleton_class, taken ? :"cev_#{name}" : name,
                 Call.new("cev_#{name}"))
        end
      end

      # All columns of a frame as a table of the library; nil stays nil.
      def lend(context, frame)
        return nil if frame.nil?
        return Columns.lend(context, frame.lent(frame.columns)) if
          frame.is_a?(Table)

        columns = frame.is_a?(Hash) ? frame : columns_of(frame.each.to_a)
        Columns.lend(context, columns.to_h do |name, values|
          [name, Columns.column(name, values)]
        end)
      end

      private

      def define(target, name, call)
        target.define_method(name) do |*given, without: [], **options, &block|
          call.answer(self, given, Array(without), options, block)
        end
      end

      def columns_of(rows)
        return {} if rows.empty?

        first = rows.first
        unless first.respond_to?(:to_h)
          raise ArgumentError, "rows of #{first.class} have no names of columns"
        end
        first.to_h.keys.to_h do |name|
          [name, rows.map { |row| row.to_h[name] }]
        end
      end
    end

    # One function of C of that shape, asked of a context or an object.
    class Call
      def initialize(name)
        @name = name.to_sym
        _, *rest = Api.description["functions"][name]["arguments"]
        @outputs, inputs = rest.partition { |each| each["type"] == OUTPUT }
        @inputs = inputs.map { |each| each.values_at("name", "type") }
        @wanted = @inputs.reject { |_, type| type == OPTIONS }
        @struct = Struct.new(*output_names) if @outputs.size > 1
      end

      def answer(holder, given, without, options, progress)
        check(given, without)
        handle = holder.send(:held) unless holder.equal?(Cev)
        context = handle ? handle.context : Context.new
        passed = passed(holder, context, given, options)
        tables = context.tables(progress, @name,
                                handle ? [handle, *passed] : passed,
                                output_names.map { |each| !without.include?(each) })
        return holder if tables.empty?

        zone = holder.send(:zone) if holder.is_a?(Portfolio)
        told = tables.map { |table| table && Table.of(table, zone: zone) }
        told.size == 1 ? told.first : @struct.new(*told)
      end

      private

      def output_names
        @outputs.map { |each| each["name"].to_sym }
      end

      def check(given, without)
        least = @wanted.count { |name, _| name != "as_of" }
        unless given.size.between?(least, @wanted.size)
          raise ::ArgumentError, "#{@name.to_s.delete_prefix('cev_')} takes " \
                                 "#{@wanted.map(&:first).join(', ')}"
        end
        odd = without - output_names
        return if odd.empty?

        raise ArgumentError, "no output #{odd.first}; there are: " +
                             output_names.join(", ")
      end

      # Arguments as C takes them.
      def passed(holder, context, given, options)
        values = given.dup
        @inputs.map do |name, type|
          if type == OPTIONS
            Options.make(context, options)
          else
            argument(holder, context, name, type, values.shift)
          end
        end
      end

      def argument(holder, context, name, type, value)
        if name == "customers" && holder.is_a?(Model)
          return holder.send(:lend, holder.send(:frame, value))
        end
        return holder.send(:moment, value) if name == "as_of"

        case type
        when INPUT then Calls.lend(context, value)
        when "const char *" then value&.to_s
        when "double" then Float(value)
        when "int64_t", "int32_t" then Integer(value)
        else moved(context, type, name, value)
        end
      end

      # An object of another context crosses over as saved bytes.
      def moved(context, type, name, value)
        noun = type[/cev_(\w+)/, 1].to_sym
        return nil if value.nil?
        return Saved.handle(context, noun, value.bytes) if
          value.respond_to?(:bytes)

        raise ArgumentError, "#{name} is #{value.class}; wanted a #{noun}"
      end
    end
    private_constant :Call
  end
  private_constant :Calls

  Calls.bind_module
  Calls.bind(Portfolio, "portfolio")
  Calls.bind(Estimator, "estimator")
  Calls.bind(Segmenter, "segmenter")
end

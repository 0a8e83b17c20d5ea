# frozen_string_literal: true

module Cev
  # What Cev.kinds and Cev.options list.
  Kind = Struct.new(:name, :handle, :meaning, :options, :wants, :gives,
                    :source)
  Option = Struct.new(:name, :type, :default, :min, :max, :unit, :meaning)

  # Options on their way in: Ruby values under the library's own keys.
  module Options
    # Options that Ruby spells otherwise as well.
    ALIASES = { model: :purchases }.freeze

    @reading = Mutex.new

    class << self
      # Asks the library in use, so that what is new in it is known here.
      def listing
        @listing || @reading.synchronize do
          @listing ||= read(:cev_options_list, nil).to_h do |row|
            row[:name] = row.delete(:option).to_sym
            [row[:name], Option.new(*row.values_at(*Option.members)).freeze]
          end.freeze
        end
      end

      def kinds
        @kinds || @reading.synchronize do
          @kinds ||= read(:cev_kinds).to_h do |row|
            row[:name] = row.delete(:kind).to_sym
            %i[options wants gives].each do |many|
              row[many] = row[many].split.map(&:to_sym)
            end
            [row[:name], Kind.new(*row.values_at(*Kind.members)).freeze]
          end.freeze
        end
      end

      # The library's own names: model: is purchases:.
      def named(values)
        values.to_h { |key, value| [ALIASES.fetch(key, key), value] }
      end

      # The options of a model that are not at their defaults.
      def in_force(noun, handle)
        rows = Table.of(handle.context.make(:table, :"cev_#{noun}_options",
                                            handle))
        rows.each_with_object({}) do |row, found|
          entry = listing.fetch(row.option.to_sym)
          next if row.value == entry.default

          found[entry.name] = value_of(row, entry)
        end
      end

      # Seconds of a unit of time: a number of them, or text such as "w".
      def unit_seconds(time_unit)
        time_unit ||= listing[:time_unit].default.to_f
        Times.in_units(time_unit, 1)
      end

      # The columns that options name: lists of names, or text with commas.
      def columns(values)
        named(values).flat_map do |key, value|
          next [] if value.nil? || listing[key]&.unit != "columns"

          (value.is_a?(String) ? value.split(",") : Array(value))
            .map { |name| name.to_s.strip.to_sym }
        end
      end

      # Options of the library; a nil leaves the default. `unit` is what text
      # lengths are counted in; by default the time_unit among the values.
      def make(context, values, unit = nil)
        given = named(values).compact
        return nil if given.empty?

        unit ||= unit_seconds(given[:time_unit])
        made = context.make(:options, :cev_options_new)
        given.each { |key, value| set(context, made, key, value, unit) }
        made
      end

      private

      def value_of(row, entry)
        return row.value if row.number.nil? || row.number.to_f.nan?

        entry.type == "int" ? row.number.to_i : row.number
      end

      def read(name, *arguments)
        Table.of(Context.new.make(:table, name, *arguments)).map(&:to_h)
      end

      def set(context, options, key, value, unit)
        value = plain(key, value, unit)
        case value
        when Integer
          context.call(:cev_options_set_int, options, key.to_s, value)
        when Numeric
          context.call(:cev_options_set_double, options, key.to_s, value.to_f)
        when String, Symbol
          context.call(:cev_options_set_str, options, key.to_s, value.to_s)
        else
          raise OptionError, "#{key} is #{value.inspect}; wanted a number or " \
                             "text"
        end
      end

      # Lengths of time as text with commas; one without a unit is in units.
      def lengths(value, unit)
        value = value.split(",") if value.is_a?(String)
        Array(value).map do |each|
          Float(each, exception: false) || Times.in_units(each, unit)
        end.join(",")
      end

      # A value as C takes it: lengths of time become numbers, and several values
      # text with commas or, of words to choose from, blanks.
      def plain(key, value, unit)
        option = listing[key]
        case option&.unit
        when "columns" then columns(key => value).join(",")
        when "time_unit"
          return lengths(value, unit) if option.type == "text"

          Times.in_units(value, unit)
        when "seconds"
          seconds = Times.in_units(value, 1)
          is_whole = option.type == "int" && seconds == seconds.floor
          is_whole ? seconds.to_i : seconds
        else value.is_a?(Array) ? words(value, option) : value
        end
      end

      def words(value, option)
        choices = option&.unit.to_s.split
        value.join((value.map(&:to_s) - choices).empty? ? " " : ",")
      end
    end
  end
  private_constant :Options
end

# frozen_string_literal: true

module Cev
  # Records of the ledgers besides that of orders, on their way in: a hash of
  # columns, or rows.
  module Events
    # Ledgers, and their columns behind customer and time: texts, then numbers.
    TEXTS = { contacts: %i[kind], touches: %i[campaign], surveys: %i[question],
              attributes: %i[attribute text], cancellations: %i[reason] }.freeze
    NUMBERS = { contacts: %i[cost], touches: %i[treated],
                surveys: %i[score] }.freeze

    class << self
      # The columns of a ledger, out of what the caller calls by the names
      # `given`; the block turns a time into seconds.
      def found(ledger, events, customer, time, given, &seconds)
        there = fields(events, usual(ledger).map { |n| given[n] || n } +
                               [customer, time])
        chosen = chosen(ledger, there, [customer, time], given)
        is_lasting = ledger == :attributes
        times = is_lasting && there.none?(time.to_sym) ? [] : [time]
        taken = Orders.columns(events, [customer, *times, *chosen.values])
        customers = taken.shift
        times = times.empty? ? [nil] * customers.size : taken.shift
        Orders.keep(customers, times, is_lasting, seconds) do |kept|
          chosen.keys.zip(taken).to_h do |name, values|
            [name, column(ledger, name, values.values_at(*kept))]
          end
        end
      end

      private

      def usual(ledger)
        TEXTS.fetch(ledger, []) + NUMBERS.fetch(ledger, []) +
          (ledger == :attributes ? [:value] : [])
      end

      # The fields there are; of objects those that are asked for.
      def fields(events, wanted)
        return events.keys.map(&:to_sym) if events.is_a?(Hash)

        first = events.each.first
        return [] if first.nil?
        return first.to_hash.keys.map(&:to_sym) if first.respond_to?(:to_hash)

        wanted.map(&:to_sym).select { |name| first.respond_to?(name) }
      end

      def chosen(ledger, there, common, given)
        if ledger == :attributes &&
           there.none?((given[:attribute] || :attribute).to_sym)
          names = given.to_h { |name, here| [here.to_sym, name] }
          lost = names.keys - there
          raise ArgumentError, "no field #{lost.first.inspect}; there are: " +
                               there.join(", ") if lost.any?

          return (there - common.map(&:to_sym)).to_h do |name|
            [names.fetch(name, name), name]
          end
        end
        known(ledger, given)
        usual(ledger).to_h { |name| [name, given[name] || name] }
                     .select { |n, at| given.key?(n) || there.include?(at.to_sym) }
      end

      def known(ledger, given)
        given.each_key do |name|
          next if usual(ledger).include?(name)

          raise ArgumentError, "#{ledger} have no column #{name.inspect}; they " \
                               "have #{usual(ledger).join(', ')}"
        end
      end

      def column(ledger, name, values)
        return Columns.doubles(name, values.map { |v| truth(v) }) if
          NUMBERS.fetch(ledger, []).include?(name)

        Columns.column(name, values)
      end

      def truth(value)
        case value
        when true then 1
        when false then 0
        else value
        end
      end
    end
  end
  private_constant :Events
end

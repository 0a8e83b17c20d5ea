# frozen_string_literal: true

module Cev
  # Columns out of rows: objects with attributes, or what answers `to_hash` (so
  # do hashes and the rows of CSV), by symbol or by text.
  module Rows
    class << self
      # These fields of all rows.
      def columns(rows, names)
        listed = rows.each.to_a
        names.to_h do |name|
          [name, listed.empty? ? [] : column(listed, name)]
        end
      end

      # Those of these fields that the first row has.
      def all(rows, names)
        listed = rows.each.to_a
        first = listed.first
        names = names.select do |name|
          first.respond_to?(:to_hash) ? key(first, name)
                                      : first.respond_to?(name)
        end
        columns(listed, names)
      end

      # Rows in an array. What is gone through number by number, as a matrix is,
      # has rows in `to_a`; there a CSV::Table has its header as one.
      def listed(rows)
        each = rows.each.to_a
        each.first.is_a?(Numeric) ? rows.to_a : each
      end

      # The fields that a row has: keys, members, or what it calls attributes.
      def fields(row)
        return row.to_hash.keys.map(&:to_sym) if row.respond_to?(:to_hash)
        return row.members if row.respond_to?(:members)

        row.respond_to?(:attributes) ? row.attributes.keys.map(&:to_sym) : []
      end

      # The columns of rows that are arrays.
      def numbered(rows)
        rows.transpose.each_with_index.to_h { |column, at| [:"x#{at}", column] }
      rescue IndexError
        raise ArgumentError, "rows are of different lengths"
      end

      # How a hash spells a name; nil where it has none.
      def key(hash, name)
        [name, name.to_s, name.to_sym].find { |each| hash.key?(each) }
      end

      private

      def column(rows, name)
        return rows.map(&name.to_sym) unless rows.first.respond_to?(:to_hash)

        found = key(rows.first, name)
        return rows.map { |row| row[found] } if found

        raise ArgumentError, "no field #{name.inspect} in the first row; there " \
                             "are: #{rows.first.to_hash.keys.join(', ')}"
      rescue NoMethodError => e
        raise unless e.name == name.to_sym

        raise ArgumentError, "a row has no #{name}: #{e.receiver.class}"
      end
    end
  end

  # Orders on their way in: a hash of columns, or rows.
  module Orders
    # Columns, how many rows they have, how many there were, and how many each
    # reason left out.
    Found = Struct.new(:columns, :rows, :read, :skipped)

    # What orders may tell besides: texts, then numbers.
    TEXTS = %i[channel product].freeze
    NUMBERS = %i[items discount cost].freeze

    class << self
      # What is called how, checked.
      def details(given)
        given.each_key do |name|
          next if (TEXTS + NUMBERS).include?(name)

          raise ArgumentError, "orders have no column #{name.inspect}; they " \
                               "have #{(TEXTS + NUMBERS).join(', ')}"
        end
      end

      # Whether a customer or a time is not there.
      def missing?(value)
        value.nil? || value == ""
      end

      # Customers, times and, if wanted, amounts as arrays.
      def columns(orders, wanted)
        return Rows.columns(orders, wanted).values unless orders.is_a?(Hash)

        wanted.map do |name|
          found = Rows.key(orders, name) or
            raise ArgumentError, "no column #{name.inspect}; there are: " +
                                 orders.keys.join(", ")
          orders[found].to_a
        end
      end

      # Leaves out the rows that lack a customer or a time; `names` are those of
      # the columns behind them. The block turns a time into seconds.
      def clean(taken, names, &seconds)
        customers, times, *more = taken
        keep(customers, times, false, seconds) do |kept|
          names.zip(more).to_h do |name, values|
            [name, detail_column(name, values.values_at(*kept))]
          end
        end
      end

      # The same of any records; the block gives the columns besides of the
      # rows kept. What lasts needs no time: it holds from the beginning.
      def keep(customers, times, is_lasting, seconds)
        skipped = Hash.new(0)
        kept = customers.each_index.reject do |row|
          lacks = lacking(customers[row], is_lasting || times[row])
          skipped["no #{lacks}"] += 1 if lacks
        end
        Found.new({ customer: customer_column(customers.values_at(*kept)),
                    time: time_column(times, kept, seconds),
                    **yield(kept) }, kept.size, customers.size, skipped)
      end

      private

      def lacking(customer, time)
        return "customer" if missing?(customer)

        "time" if missing?(time)
      end

      def customer_column(customers)
        Columns.column("customer", customers)
      end

      def time_column(times, kept, seconds)
        Columns.column("time", kept.map do |row|
          missing?(times[row]) ? Times::GAP : seconds.call(times[row])
        rescue Error => e
          raise ArgumentError, "time[#{row}]: #{e.message}"
        end)
      end

      def detail_column(name, values)
        return Columns.doubles(name.to_s, values) unless TEXTS.include?(name)

        Columns.column(name.to_s, values)
      end
    end
  end
  private_constant :Rows, :Orders
end

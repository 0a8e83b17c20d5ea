# frozen_string_literal: true

module Cev
  # A result: rows with named fields. Each row is a Struct; a field is nil
  # where there is no value.
  #
  #     table.max_by(20, &:clv)      # Enumerable over the rows
  #     table[0], table[:clv]        # a row; a column as an Array
  class Table
    include Enumerable

    CHUNK = 1024
    SHOWN_ROWS = 20
    # Columns of seconds among what a portfolio answers.
    TIMES = %i[first last cohort period time payback].freeze
    # The fields of rows as the session of a shop calls them.
    ALIASES = { segment: :name, revenue: :value }.freeze

    STRUCTS = {}
    NAMING = Mutex.new
    private_constant :STRUCTS, :NAMING

    class << self
      # The columns of a table of the library.
      def of(handle, zone: nil, unit: nil)
        rows = Api.call(:cev_table_row_count, handle)
        new(Columns.of(handle, rows), rows, zone: zone, unit: unit)
      end

      # The Struct that rows with these fields have.
      def struct(names)
        NAMING.synchronize do
          STRUCTS[names] ||= Struct.new(*names) do
            ALIASES.each do |field, other|
              next unless names.include?(field) && !names.include?(other)

              alias_method other, field
            end
          end
        end
      end
    end

    # The names of the columns.
    attr_reader :columns
    # How many rows.
    attr_reader :size
    # Seconds of one unit of the times in it; nil where there are none.
    attr_reader :unit

    alias length size

    def initialize(columns, size, zone: nil, unit: nil)
      @memory = columns
      @columns = columns.keys
      @size = size
      @zone = zone
      @unit = unit
      @days = {}
    end

    # The rows, one after the other.
    def each
      return enum_for(:each) { size } unless block_given?

      made = self.class.struct(columns)
      0.step(size - 1, CHUNK) do |from|
        chunk = columns.map { |name| values(name, from, CHUNK) }
        chunk.first.zip(*chunk.drop(1)) { |row| yield made.new(*row) }
      end
      self
    end

    # A row by its number, a column by its name.
    def [](which)
      return row(which) if which.is_a?(Integer)

      name = which.to_sym
      unless @memory.key?(name)
        raise NotFoundError, "no column #{name}; there are: " +
                             columns.join(", ")
      end
      values(name, 0, size)
    end

    # The columns by name.
    def to_h(&block)
      return super if block

      columns.to_h { |name| [name, self[name]] }
    end

    # The rows with the highest values of a column, highest first.
    def top(name, rows)
      lent = Columns.lend(Context.new, @memory)
      Table.of(lent.context.make(:table, :cev_table_top, lent, name.to_s, rows),
               zone: @zone, unit: unit)
    end

    # The same rows with the columns of another table beside them; where both
    # have one its own is taken.
    def beside(other)
      Table.new(other.memory.merge(@memory), size, zone: other.zone || @zone,
                                                   unit: other.unit || unit)
    end

    # Columns to lend to a call of the library, by name.
    def lent(names)
      @memory.slice(*names)
    end

    def to_s
      lines = first(SHOWN_ROWS).map { |row| row.map { |value| shown(value) } }
      text = aligned([columns.map(&:to_s)] + lines)
      size > SHOWN_ROWS ? "#{text}\n... #{size} rows" : text
    end

    def inspect
      "#<#{self.class.name}: #{size} rows of #{columns.join(', ')}>"
    end

    protected

    attr_reader :memory, :zone

    private

    def row(number)
      number += size if number.negative?
      return nil unless number.between?(0, size - 1)

      self.class.struct(columns)
          .new(*columns.map { |name| values(name, number, 1).first })
    end

    # Some rows of a column, nil for gaps.
    def values(name, from, count)
      column = @memory[name]
      count = [count, size - from].min
      return [] if count <= 0

      at = column.address + from * Columns::WIDTH
      case column.type
      when Columns::DOUBLE
        at.get_array_of_double(0, count).map! { |each| each.nan? ? nil : each }
      when Columns::INT64 then whole(name, at, count, from)
      else texts(at, count)
      end
    end

    def whole(name, at, count, from)
      bits = @memory[name].validity
      found = at.get_array_of_int64(0, count)
      is_time = TIMES.include?(name)
      found.each_with_index.map do |each, row|
        if each == Times::GAP || bits && !valid?(bits, from + row)
          nil
        else
          is_time ? time(each) : each
        end
      end
    end

    def valid?(bits, row)
      bits.get_uint8(row / 8)[row % 8] == 1
    end

    # Days repeat: each is made once.
    def time(seconds)
      return Times.time(seconds, @zone) unless (seconds % Times::DAY).zero?

      @days[seconds] ||= Times.time(seconds, @zone).freeze
    end

    def texts(at, count)
      at.get_array_of_string(0, count).map! do |each|
        each&.force_encoding(Encoding::UTF_8)
      end
    end

    # Cells below each other.
    def aligned(lines)
      widths = lines.transpose.map { |column| column.map(&:size).max }
      lines.map do |line|
        line.zip(widths).map { |cell, width| cell.rjust(width) }.join("  ")
            .rstrip
      end.join("\n")
    end

    def shown(value)
      case value
      when nil then ""
      when Float then format("%.6g", value)
      when Time then value.strftime("%Y-%m-%d %H:%M:%S")
                         .delete_suffix(" 00:00:00")
      else value.to_s
      end
    end
  end
end

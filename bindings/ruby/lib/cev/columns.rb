# frozen_string_literal: true

module Cev
  # A column as the library takes it; `kept` owns the memory at `address`.
  Column = Struct.new(:type, :address, :rows, :validity, :kept)
  private_constant :Column

  # Columns on their way in: Ruby's own values, all text, all whole numbers,
  # or numbers, in memory that C can read.
  module Columns
    DOUBLE = 1
    INT64 = 2
    TEXT = 3
    WIDTH = 8
    # What the library tells of a column: three addresses and its type.
    TOLD = 3 * WIDTH + 4
    # So many lists of names are kept as C reads them.
    SPELT_MOST = 256
    NUMBER = /\A\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*\z/i

    @spelt = {}

    class << self
      # Whatever the caller has, as a column.
      def column(name, values)
        return values if values.is_a?(Column)

        listed = listed(name, values)
        present = listed.compact
        if present.any? { |each| each.is_a?(String) || each.is_a?(Symbol) }
          text(name, listed)
        elsif !present.empty? && (present - [true, false]).empty?
          column(name, listed.map { |each| each.nil? ? nil : (each ? 1 : 0) })
        elsif !present.empty? && present.all?(Integer)
          whole(name, listed, present.size < listed.size)
        else
          doubles(name, listed)
        end
      end

      # A table of the library that borrows the columns and keeps them.
      def lend(context, columns)
        rows = columns.empty? ? 0 : columns.first.last.rows
        columns.each do |name, each|
          next if each.rows == rows

          raise ArgumentError, "column #{name} has #{each.rows} rows, others " \
                               "have #{rows}"
        end
        made = context.make(:table, :cev_table_new, rows)
        made.kept, made.rows = columns, rows
        told, names = columns.values, spelt(columns.keys)
        context.call(:cev_table_set_columns, made, told.size, names.last,
                     told.map(&:type).pack("l*"),
                     packed(told.map(&:address)),
                     ([WIDTH] * told.size).pack("q*"),
                     packed(told.map(&:validity)))
        made
      end

      # The columns of a table of the library, by name.
      def of(handle, rows)
        count = Api.call(:cev_table_column_count, handle)
        names = FFI::MemoryPointer.new(:char, TOLD * [count, 1].max)
        data, bits, types = [1, 2, 3].map { |place| names + place * WIDTH * count }
        Api.call(:cev_table_columns, handle, count, names, types, data, nil, bits)
        types = types.get_array_of_int32(0, count)
        data, bits = [data, bits].map { |each| each.get_array_of_pointer(0, count) }
        names.get_array_of_string(0, count).each_with_index.to_h do |name, at|
          [name.to_sym, Column.new(types[at], data[at], rows,
                                   bits[at].null? ? nil : bits[at], handle)]
        end
      end

      # A number as a double: also text such as "12.50", and whatever answers
      # to_f; nil and "" are NaN, "not known".
      def number(value)
        case value
        when Float then value
        when nil, "" then Float::NAN
        when String
          raise TypeError unless NUMBER.match?(value)

          value.to_f
        else
          value.respond_to?(:to_f) ? value.to_f : raise(TypeError)
        end
      end

      # Text as the library takes it.
      def utf8(name, value)
        value = value.to_s
        if value.include?("\0")
          raise ArgumentError, "#{name} #{value.inspect} holds the character " \
                               "NUL, where C ends a text"
        end
        return value if value.encoding == Encoding::UTF_8 ||
                        value.encoding == Encoding::BINARY

        value.encode(Encoding::UTF_8)
      rescue EncodingError => e
        raise Utf8Error, "#{name}: #{e.message}"
      end

      # Doubles in memory of their own.
      def doubles(name, values)
        numbers = values.each_with_index.map do |value, row|
          number(value)
        rescue TypeError
          raise ArgumentError, "#{name}[#{row}] is #{value.inspect}; wanted " \
                               "a number"
        end
        filled(DOUBLE, numbers) { |memory| memory.put_array_of_double(0, numbers) }
      end

      private

      # Names as C reads them: the memory that holds them, and its addresses.
      def spelt(names)
        @spelt = {} if @spelt.size > SPELT_MOST
        @spelt[names] ||= begin
          made = names.map { |name| FFI::MemoryPointer.from_string(name.to_s) }
          [made, packed(made)]
        end
      end

      def packed(pointers)
        pointers.map { |each| each.nil? ? 0 : each.address }.pack("J*")
      end

      def listed(name, values)
        if values.is_a?(String) || !values.respond_to?(:to_a)
          raise ArgumentError, "column #{name} is #{values.class}; wanted " \
                               "an array"
        end
        values.to_a
      end

      def filled(type, values)
        memory = FFI::MemoryPointer.new(:char, WIDTH * [values.size, 1].max)
        yield memory
        Column.new(type, memory, values.size, nil, memory)
      end

      def whole(name, values, has_gaps)
        numbers = has_gaps ? values.map { |value| value || 0 } : values
        made = filled(INT64, numbers) do |memory|
          memory.put_array_of_int64(0, numbers)
        end
        made.validity = bits(values) if has_gaps
        made
      rescue RangeError
        raise LimitError, "column #{name} has a number that 64 bits cannot hold"
      end

      # A bit a row, which is set where the row holds a value.
      def bits(values)
        packed = [values.map { |value| value.nil? ? "0" : "1" }.join].pack("b*")
        FFI::MemoryPointer.new(:char, packed.bytesize).put_bytes(0, packed)
      end

      # Text as pointers into one run of UTF-8; a gap is a null pointer.
      def text(name, values)
        texts = values.each_with_index.map do |value, row|
          unless value.nil? || value.is_a?(String) || value.is_a?(Symbol)
            raise ArgumentError, "#{name}[#{row}] is #{value.inspect}; " \
                                 "wanted text, as in other rows"
          end
          value && utf8("#{name}[#{row}]", value)
        end
        run = FFI::MemoryPointer.from_string(texts.compact.map(&:b).join("\0"))
        made = filled(TEXT, texts) do |memory|
          memory.put_bytes(0, addresses(run.address, texts).pack("J*"))
        end
        made.kept = [run, made.kept]
        made
      end

      # Where each text begins.
      def addresses(at, texts)
        texts.map do |text|
          next 0 if text.nil?

          here = at
          at += text.bytesize + 1
          here
        end
      end
    end
  end
  private_constant :Columns
end

# frozen_string_literal: true

module Cev
  class Zone
    # A zone out of the system's time zone database: files in the format of
    # RFC 8536, each with the changes so far and a rule for those to come.
    class Database < Zone
      FOLDERS = %w[/usr/share/zoneinfo /usr/lib/zoneinfo
                   /usr/share/lib/zoneinfo /share/zoneinfo
                   /etc/zoneinfo].freeze

      def initialize(name)
        super()
        @name = name
        read(File.binread(find(name)))
      end

      # Seconds east of UTC.
      def offset_at(utc)
        return @rule.offset_at(utc) if @rule && utc >= @last

        later = @changes.bsearch_index { |change| change > utc }
        @offsets[later || @changes.size]
      end

      private

      def find(name)
        unless name.match?(%r{\A[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*\z})
          raise ArgumentError, no_zone
        end

        folders = [*ENV["TZDIR"], *FOLDERS].select { |f| File.directory?(f) }
        if folders.empty?
          raise Error, "the time zone #{name.inspect} cannot be looked up: " \
                       "this system has no time zone database (package " \
                       "tzdata); install it, or give an object of TZInfo"
        end
        folders.map { |folder| File.join(folder, name) }
               .find { |path| holds_zone?(path) } or
          raise ArgumentError, no_zone
      end

      def holds_zone?(path)
        File.file?(path) && File.binread(path, 4) == "TZif"
      end

      def no_zone
        "#{@name.inspect} is no time zone; wanted a name of the time zone " \
          'database such as "America/New_York", "UTC", or an offset such as ' \
          '"+02:00"'
      end

      # The second block counts in 64 bits and ends in the rule; the first, in
      # 32 bits, is all that old files have.
      def read(bytes)
        if bytes.getbyte(4) < "2".ord
          parse(bytes, 0, 4)
          @last = Float::INFINITY
        else
          ends = parse(bytes, parse(bytes, 0, 4), 8)
          rule = bytes[(ends + 1)..].delete_suffix("\n")
          @rule = rule.empty? ? nil : Rule.new(rule)
          @last = @changes.last || -Float::INFINITY
        end
      end

      # Reads a block; gives the place where it ends.
      def parse(bytes, at, width)
        utc, std, leaps, changes, types, chars = bytes.unpack("@#{at + 20}N6")
        at += 44
        @changes = bytes.unpack("@#{at}#{width == 8 ? 'q>' : 'l>'}#{changes}")
        at += changes * width
        kinds = bytes.unpack("@#{at}C#{changes}")
        at += changes
        offsets = Array.new(types) { |i| bytes.unpack1("@#{at + 6 * i}l>") }
        # Before the first change the first type holds.
        @offsets = [0, *kinds].map { |kind| offsets[kind] }
        at + types * 6 + chars + leaps * (width + 4) + std + utc
      end
    end
  end
end

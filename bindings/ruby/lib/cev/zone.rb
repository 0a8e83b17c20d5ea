# frozen_string_literal: true

module Cev
  # The time zone that a shop lives in: from instants to what the clock on its
  # wall shows, and back. All counted in seconds since 1970.
  #
  # It keeps Ruby's own protocol of zones as well: Time.at(0, in: zone).
  class Zone
    DAY = 86_400
    FIXED = /\A(?:UTC|Z|(?<sign>[+-])(?<h>\d\d):?(?<min>\d\d))\z/

    # The zone of a name of the time zone database ("Europe/Berlin"), "UTC",
    # an offset ("+02:00"), or an object that knows its time zone: those of
    # TZInfo and ActiveSupport answer `utc_to_local`. nil stays nil.
    def self.of(tz)
      return tz if tz.nil? || tz.is_a?(Zone)
      return Foreign.new(tz) if tz.respond_to?(:utc_to_local)
      unless tz.is_a?(String)
        raise ArgumentError, "tz is #{tz.inspect}; wanted a name such as " \
                             '"Europe/Berlin", "UTC" or an offset'
      end

      found = FIXED.match(tz)
      found ? Fixed.new(tz, found) : Database.new(tz)
    end

    attr_reader :name

    def inspect
      "#<Cev::Zone #{name}>"
    end

    # What the wall shows at an instant.
    def to_wall(utc)
      utc + offset_at(utc)
    end

    # The instant at which the wall shows this; the first of two when clocks
    # are set back. A time that was skipped is read as if they had not been.
    def to_utc(wall)
      before = wall - offset_at(wall - DAY)
      return before if to_wall(before) == wall

      after = wall - offset_at(wall + DAY)
      to_wall(after) == wall ? after : before
    end

    # Ruby's protocol.
    def utc_to_local(time)
      to_wall(time.to_i)
    end

    def local_to_utc(time)
      to_utc(Time.utc(time.year, time.mon, time.mday,
                      time.hour, time.min, time.sec).to_i)
    end

    # A zone that never changes.
    class Fixed < Zone
      def initialize(name, found)
        super()
        @name = name
        east = found[:sign] ? found[:h].to_i * 3600 + found[:min].to_i * 60 : 0
        @offset = found[:sign] == "-" ? -east : east
      end

      def offset_at(_utc)
        @offset
      end
    end

    # The zone of an object that somebody else made.
    class Foreign < Zone
      def initialize(zone)
        super()
        @zone = zone
        @name = zone.respond_to?(:tzinfo) ? zone.tzinfo.name : zone.name
      end

      def offset_at(utc)
        there = @zone.utc_to_local(Time.at(utc).utc)
        Time.utc(there.year, there.month, there.day,
                 there.hour, there.min, there.sec).to_i - utc
      end
    end
  end
  private_constant :Zone
end

require_relative "zone_database"
require_relative "zone_rule"

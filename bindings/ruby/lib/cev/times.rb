# frozen_string_literal: true

require "date"
require "time"

module Cev
  # Times and lengths of time. The library counts seconds in the shop's own
  # calendar: what the clock on its wall shows.
  module Times
    DAY = 86_400
    UNITS = { "s" => 1, "min" => 60, "h" => 3600, "d" => DAY, "w" => 7 * DAY,
              "mo" => 365.0 * DAY / 12, "m" => 365.0 * DAY / 12,
              "y" => 365 * DAY }.freeze
    LENGTH = /\A\s*(\d+(?:\.\d+)?|\.\d+)?\s*(min|mo|s|h|d|w|m|y)\s*\z/
    MOMENT = /\A\s*(\d{4})-(\d\d)-(\d\d)(?:[T\ ](\d\d):(\d\d)
              (?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?\s*\z/x
    EPOCH = 2_440_588 # the Julian day of 1970-01-01
    GAP = -(2**63)
    # "as of" the end of the day of the latest record.
    LATEST = 2**63 - 1

    class << self
      # A length in units of so many seconds; a number is in them already.
      # Text is a number and a unit: s, min, h, d, w, mo (or m: 365/12 days),
      # y (365 days). ActiveSupport's durations will do.
      def in_units(length, unit)
        case length
        when String, Symbol then seconds_of(length) / unit.to_f
        else
          length.respond_to?(:in_seconds) ? length.in_seconds / unit.to_f
                                          : length
        end
      end

      # One time as seconds on the wall of the shop. A time that has a zone of
      # its own is converted to that of the shop, or, where the shop has none,
      # taken as it reads.
      def moment(value, zone)
        case value
        when Integer then value
        when Time then zone ? zone.to_wall(value.to_i) : as_it_reads(value)
        when DateTime then moment(value.to_time, zone)
        when Date then (value.jd - EPOCH) * DAY
        when String then parse(value, zone)
        else
          return moment(value.to_time, zone) if value.respond_to?(:to_time)

          raise ArgumentError, "#{value.inspect} is no time; wanted a Time, " \
                               "a Date, ISO text or whole seconds"
        end
      end

      # Seconds on the shop's wall as a Time, in its zone or else in UTC.
      def time(seconds, zone)
        return Time.at(seconds, in: "UTC") unless zone

        Time.at(zone.to_utc(seconds), in: zone)
      end

      private

      def seconds_of(length)
        found = LENGTH.match(length.to_s) or
          raise ArgumentError, "#{length.inspect} is no length of time; " \
                               'wanted e.g. "90d", "26w", "12mo" or "2y"'
        (found[1] || 1).to_f * UNITS[found[2]]
      end

      def as_it_reads(time)
        time.to_i + time.utc_offset
      end

      def parse(text, zone)
        found = MOMENT.match(text)
        unless found && Date.valid_date?(*found.values_at(1, 2, 3).map(&:to_i))
          raise ArgumentError, no_time(text)
        end

        wall = Time.utc(*found.values_at(1, 2, 3, 4, 5, 6).compact).to_i
        return wall unless zone && found[7]

        zone.to_wall(wall - offset(found[7]))
      rescue ::ArgumentError
        raise ArgumentError, no_time(text)
      end

      def offset(text)
        return 0 if %w[Z UTC].include?(text)

        east = text[1, 2].to_i * 3600 + (text.size > 3 ? text[-2, 2].to_i * 60
                                                       : 0)
        text.start_with?("-") ? -east : east
      end

      def no_time(text)
        "#{text.inspect} is no time; wanted e.g. \"2024-05-31\", " \
          '"2024-05-31 17:30:00" or "2024-05-31T17:30:00+02:00"'
      end
    end
  end
  private_constant :Times
end

# frozen_string_literal: true

require "date"

module Cev
  class Zone
    # How clocks go on after the last change in a file: the text that POSIX
    # gives the variable TZ, such as "EST5EDT,M3.2.0,M11.1.0".
    class Rule
      NAME = /(?:[A-Za-z]+|<[A-Za-z0-9+-]+>)/
      CLOCK = /[+-]?\d+(?::\d+){0,2}/
      WHOLE = %r{\A#{NAME}(?<std>#{CLOCK})
                 (?:#{NAME}(?<dst>#{CLOCK})?,
                 (?<on>[^,/]+)(?:/(?<on_at>#{CLOCK}))?,
                 (?<off>[^,/]+)(?:/(?<off_at>#{CLOCK}))?)?\z}x
      EPOCH = 2_440_588 # the Julian day of 1970-01-01

      def initialize(text)
        found = WHOLE.match(text) or
          raise Error, "the time zone database has a rule that is unknown " \
                       "here: #{text}"
        @standard = -seconds(found[:std])
        return unless (@on = found[:on])

        @off = found[:off]
        @summer = found[:dst] ? -seconds(found[:dst]) : @standard + 3600
        @on_at = seconds(found[:on_at] || "2")
        @off_at = seconds(found[:off_at] || "2")
      end

      # Seconds east of UTC.
      def offset_at(utc)
        return @standard unless @on

        year = Time.at(utc + @standard).utc.year
        on = day(@on, year) * DAY + @on_at - @standard
        off = day(@off, year) * DAY + @off_at - @summer
        is_summer = on < off ? utc >= on && utc < off : utc < off || utc >= on
        is_summer ? @summer : @standard
      end

      private

      # "-2:30" in seconds.
      def seconds(clock)
        h, min, s = clock.delete("+-").split(":").map(&:to_i)
        total = h * 3600 + min.to_i * 60 + s.to_i
        clock.start_with?("-") ? -total : total
      end

      # The day, since 1970, that a date of the rule falls on: M month.week.day
      # (week 5 is the last one), J the day without, else with 29 February.
      def day(date, year)
        first = Date.new(year)
        found =
          case date[0]
          when "M" then weekday(year, *date[1..].split(".").map(&:to_i))
          when "J" then first + without_leap_day(date[1..].to_i, year) - 1
          else first + date.to_i
          end
        found.jd - EPOCH
      end

      def weekday(year, month, week, day)
        if week == 5
          last = Date.new(year, month, -1)
          return last - (last.wday - day) % 7
        end
        first = Date.new(year, month)
        first + (day - first.wday) % 7 + 7 * (week - 1)
      end

      def without_leap_day(number, year)
        number > 59 && Date.gregorian_leap?(year) ? number + 1 : number
      end
    end
  end
end

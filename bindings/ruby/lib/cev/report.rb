# frozen_string_literal: true

module Cev
  # What a portfolio holds, and what was left out on the way in: a Struct that
  # prints itself a line an entry.
  module Report
    def to_s
      width = members.map(&:size).max
      each_pair.map { |key, value| "#{key.to_s.ljust(width)}  #{show(value)}" }
               .join("\n")
    end

    private

    def show(value)
      case value
      when Hash
        value.empty? ? "none" : value.map { |why, n| "#{n}: #{why}" }.join(", ")
      when Time then value.strftime("%Y-%m-%d %H:%M:%S")
      when Float then format("%.6g", value)
      else value.to_s
      end
    end
  end
end

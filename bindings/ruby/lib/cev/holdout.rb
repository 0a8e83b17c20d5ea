# frozen_string_literal: true

module Cev
  # The orders held back by Portfolio#split. An estimator's `evaluate` takes
  # it: the customers are then those known at the split, as the portfolio that
  # was split has them now.
  class Holdout < Portfolio
    # Seconds held back.
    attr_reader :length

    # The customers known at the split, with what they did after it.
    def compared(unit: nil, bin: nil)
      @whole.summarise(as_of: @cut, unit: unit, bin: bin,
                       holdout: length / Options.unit_seconds(unit).to_f)
    end

    private

    def become(handle, zone, as_of, whole, cut, length)
      super(handle, zone, as_of)
      @whole = whole
      @cut = cut
      @length = length
    end
  end
end

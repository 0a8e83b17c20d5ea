# frozen_string_literal: true

module Cev
  # Anything that groups customers: Cev::Segmenter.new(:rfm). It is Enumerable
  # over its groups, as `profile` has them.
  class Segmenter < Model
    include Enumerable

    def self.noun
      :segmenter
    end

    # A row a group: who they are, how many, what they bring.
    def profile
      Table.of(tell(:profile))
    end

    # What was fitted, figures of the fit, and the verdict in words.
    def summary
      Estimator::Summary.of(tell(:summary))
    end

    # What can and cannot be believed, in words.
    def verdict
      summary.verdict
    end

    def each(&block)
      return enum_for(:each) unless block

      profile.each(&block)
      self
    end

    # The group of each customer, beside what was known.
    def assign(customers, as_of: nil, **options, &progress)
      frame = frame(customers, as_of)
      ask(progress, :assign, frame, options).beside(frame)
    end

    alias predict assign
  end
end

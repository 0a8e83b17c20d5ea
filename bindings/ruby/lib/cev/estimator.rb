# frozen_string_literal: true

module Cev
  # Anything that is fitted to customers and then predicts:
  #
  #     Cev::Estimator.new(:clv, margin: 0.4).fit(portfolio)
  #
  # is the same as Cev::CLV.new(margin: 0.4).fit(portfolio).
  class Estimator < Model
    # Parameters with their errors, figures of the fit, and the verdict in
    # words: a Table that prints itself to be read.
    class Summary < Table
      FIGURES = %i[name value std_error lower upper text].freeze

      # The fitted parameters by name.
      def params
        of("parameter").to_h { |row| [row.name, row.value] }
      end

      # What can and cannot be believed, in words.
      def verdict
        of("verdict").map(&:text)
      end

      def to_s
        figures = reject { |row| row.section == "verdict" }.map do |row|
          row.to_h.values_at(*FIGURES).map { |value| shown(value) }
        end
        [aligned([FIGURES.map(&:to_s), *figures]), *verdict].join("\n")
      end

      private

      def of(section)
        select { |row| row.section == section }
      end
    end

    def self.noun
      :estimator
    end

    # What to believe about parameters beforehand, from the next fit on: what
    # was found for another shop or a year ago, as a fitted estimator, its
    # `summary`, or rows with name, value and std_error. nil takes it away.
    def prior(parameters)
      known = parameters.is_a?(Estimator) ? parameters.summary : parameters
      context = @handle.context
      context.call(:cev_estimator_prior, @handle, Calls.lend(context, known))
      self
    end

    def summary
      Summary.of(tell(:summary))
    end

    # The fitted parameters by name.
    def params
      summary.params
    end

    # What can and cannot be believed, in words.
    def verdict
      summary.verdict
    end

    # Fits to customers that stay where they are: the block is given a question
    # and brings the `part` of each of them. Sums are all that a part tells.
    def fit_parts
      add_part(nil)
      until (question = next_question).null?
        yield(Table.of(question)).each { |part| add_part(part) }
      end
      self
    end

    # The sums over some customers that answer a question of `fit_parts` of an
    # estimator of this kind, which this one need not be itself.
    def part(customers, question, &progress)
      context = @handle.context
      Table.of(context.produce(
        progress, :table, :cev_estimator_partial_answer, @handle,
        lend(frame(customers)), Calls.lend(context, question)))
    end

    # A row for each customer: what was known, and each estimate q with q_lo
    # and q_hi, unless `interval` is 0.
    def predict(customers, as_of: nil, **options, &progress)
      frame = frame(customers, as_of)
      ask(progress, :predict, frame, options).beside(frame)
    end

    # Why each customer is predicted what he is: what each feature adds to his
    # margin, and the three that add most.
    def explain(customers, as_of: nil, **options, &progress)
      ask(progress, :explain, frame(customers, as_of), options)
    end

    # How good the model is. Of what learns a target: :scores (if nothing is
    # said), :calibration, :lift and so on, on rows with the target. Of others:
    # :holdout (likewise), :frequency, :tracking, :conditional, :deciles and
    # whatever else the kind has, on what Portfolio#split held back, or rows
    # with the fields of a holdout.
    def evaluate(customers, what = nil, **options, &progress)
      what ||= takes?(:target) ? :scores : :holdout
      if customers.is_a?(Holdout)
        frame = customers.compared(unit: time_unit, bin: bin)
        options = { holdout: customers.length / unit.to_f }.merge(options) if
          what.to_s == "tracking"
      else
        frame = frame(customers)
      end
      ask(progress, :evaluate, frame, options, what.to_s)
    end

    # What this estimator, fitted or not, foretells for customers that it did
    # not learn from: each is left out in turn. Cev.scores_evaluate reads it as
    # it is. Options are folds, fold_by, grouped_by, time and horizon.
    def validate(customers, seed: 0, **options, &progress)
      context = @handle.context
      context.seed(seed)
      frame = customers.is_a?(Portfolio) ? frame(customers) : customers
      Table.of(context.produce(
        progress, :table, :cev_estimator_validate, @handle,
        Calls.lend(context, frame), Options.make(context, options, unit)))
    end

    private

    def next_question
      @handle.context.make(:table, :cev_estimator_partial_ask, @handle)
    end

    # nil forgets all that was asked and answered.
    def add_part(part)
      context = @handle.context
      context.call(:cev_estimator_partial_add, @handle,
                   Calls.lend(context, part))
    end
  end
end

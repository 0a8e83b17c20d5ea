# frozen_string_literal: true

require "open3"
require "tmpdir"

module Cev
  # The report page: the program `cev` makes it, which knows its pictures.
  module Page
    UNITS = { Times::DAY => "day", 7 * Times::DAY => "week",
              365 * Times::DAY => "year" }.freeze

    class << self
      def write(path, portfolio, clv, churn, **given)
        Dir.mktmpdir do |folder|
          saved = File.join(folder, "portfolio.cev")
          portfolio.save(saved)
          run("report", saved, "-o", path, *of_shop(portfolio),
              *of_model(clv), *of_learners(churn, folder),
              *flags(campaign(churn).merge(given)))
        end
        path
      end

      def check_segments(seg)
        return if seg.nil?

        scores = Options.named(seg.options)[:scores]
        return if seg.kind == :rfm && [nil, 5].include?(scores)

        raise ArgumentError, "the page groups customers by rfm in five " \
                             "classes; it cannot show #{seg.inspect}"
      end

      private

      # CEV_PROGRAM, else the one that lies where the library does, in build/ of
      # a checkout or in the gem, else the one that is installed.
      def program
        ENV.fetch("CEV_PROGRAM") { Api.find("cev") || "cev" }
      end

      def run(*arguments)
        said, status = Open3.capture2e(program, *arguments)
        return if status.success?

        raise Error, said.lines.last.to_s.strip
      rescue Errno::ENOENT
        raise Error, "the program cev, which makes the page, is not here: " \
                     "install it (make install), or name it by the " \
                     "environment variable CEV_PROGRAM"
      end

      def of_shop(portfolio)
        flags({ tz: portfolio.tz, as_of: portfolio.last_day })
      end

      # The options that the model was made with, as the program spells them.
      def of_model(clv)
        return [] if clv.nil?

        options = Options.named(clv.options)
        unit = Options.unit_seconds(options[:time_unit])
        horizon = options[:horizon] &&
                  Times.in_units(options[:horizon], unit) * unit / Times::DAY
        flags({ model: model(options), unit: UNITS[unit.to_i],
                horizon: horizon && "#{horizon.to_f}d",
                **options.slice(:margin, :discount, :interval) })
      end

      # Learners that are fitted, saved.
      def of_learners(learners, folder)
        paths = learners.each_with_index.map do |learner, i|
          File.join(folder, "#{learner.kind}-#{i + 1}.cev").tap do |path|
            learner.save(path)
          end
        end
        flags({ learner: paths.empty? ? nil : paths.join(",") })
      end

      # What the campaign costs, where a recipe churn was told.
      def campaign(learners)
        churn = learners.find { |learner| learner.kind == :churn }
        churn ? Options.named(churn.options).slice(:offer, :contact) : {}
      end

      # The purchase model, which the program would choose unless told.
      def model(options)
        options.fetch(:purchases, Options.listing[:purchases].default)
      end

      # { as_of: "x", pseudonymise: true } as --as-of x --pseudonymise.
      def flags(given)
        given.compact.flat_map do |name, value|
          flag = "--#{name.to_s.tr('_', '-')}"
          next [] if value == false

          value == true ? [flag] : [flag, value.to_s]
        end
      end
    end
  end
  private_constant :Page

  class << self
    # Writes a page that says what the customers of a portfolio are worth; it
    # needs nothing else and opens offline. The models in it are fitted to the
    # portfolio with the options of `clv`; without it the program chooses the
    # purchase model. Customers are grouped as `seg` does, which can only be
    # :rfm of five classes. `churn` is a learner, or several, fitted to what
    # `portfolio.features` gives: of who `left`, of who `bought`, of what was
    # `spent`; it is shown in place of what the page learns itself. title:,
    # note:, holdout:, within:, customers:, offer:, contact:, sensitive: and
    # pseudonymise: are those of the program `cev report`.
    def report(path, portfolio, clv = nil, seg = nil, churn = nil, **given)
      Page.check_segments(seg)
      Page.write(path.to_s, portfolio, clv, [*churn], **given)
    end
  end
end

# frozen_string_literal: true

require "json"

module Cev
  # A picture as data: a Vega-Lite document of the library's charts/ with its
  # rows. `to_h` and `to_json` are for anything that knows Vega-Lite, `save`
  # writes that; `read` says how to read it, `rests_on` what stands behind it.
  # Nothing is drawn here.
  class Chart
    WIDTH = 600
    INSIDE = File.join(__dir__, "charts")
    private_constant :INSIDE

    # Which document it is; its rows by the name of their data set.
    attr_reader :name, :data

    # `words` replace titles in the picture.
    def initialize(name, data, words = {})
      folder = File.directory?(INSIDE) ? INSIDE
                                       : File.join(Api::CHECKOUT, "charts")
      @name = name
      @data = data
      @document = said(JSON.parse(File.read(
        File.join(folder, "#{name}.json"), encoding: "UTF-8"
      )), words)
    end

    def read
      @document["usermeta"]["read"]
    end

    def rests_on
      @document["usermeta"]["rests_on"]
    end

    # The document with its data, and with a width, which small multiples have.
    def to_h
      width = @document.key?("facet") ? {} : { "width" => WIDTH }
      @document.merge(width, "datasets" => data)
    end

    def to_json(*state)
      to_h.to_json(*state)
    end

    def save(path)
      File.write(path, to_json, encoding: "UTF-8")
      path
    end

    def inspect
      rows = data.map { |set, list| "#{list.size} rows of #{set}" }
      "#<Cev::Chart #{name}: #{rows.join(', ')}>"
    end

    private

    def said(node, words)
      case node
      when Hash then node.transform_values { |value| said(value, words) }
      when Array then node.map { |value| said(value, words) }
      else words.fetch(node, node)
      end
    end
  end

  # Charts of what the library answered:
  #
  #     Cev::Plot.indicators(portfolio, :quarter).save("indicators.json")
  #     Cev::Plot.cohorts(portfolio, :month, show: :clv)
  #     Cev::Plot.segment_map(Cev.segments_profit(customers))
  #     Cev::Plot.migration(Cev.segments_migration(before, after).moves)
  #     Cev::Plot.whale(Cev.segments_whale(customers))
  #     Cev::Plot.drivers(Cev.survey_drivers(answers))
  module Plot
    # Charts of cohorts: the document, and its figures, the columns that they
    # are of, and whether they are divided by the customers.
    COHORTS = {
      retention: ["retention", [["active", :active, false],
                                ["retention", :active, true]]],
      revenue: ["cohort_revenue",
                [["revenue_per_customer", :cumulative_revenue, true]]],
      margin: ["cohort_margin", ["", "_lo", "_hi"].map do |side|
        ["margin#{side}", :"margin_per_customer#{side}", false]
      end],
      clv: ["cohort_clv", ["", "_lo", "_hi"].map do |side|
        ["clv#{side}", :"cumulative_clv#{side}", false]
      end]
    }.freeze
    # The panel of indicators: column, words, factor.
    PANEL = [
      [:revenue, "Revenue", 1], [:customers_active, "Customers who bought", 1],
      [:retention_rate, "Of the last period's customers, kept (%)", 100],
      [:frequency, "Orders of each of them", 1],
      [:purchase_value, "Value of an order", 1],
      [:days_between, "Days since their order before", 1]
    ].freeze
    AGE = "Periods since the first order"
    private_constant :COHORTS, :PANEL, :AGE

    class << self
      # How the shop does, period by period, with intervals.
      def indicators(portfolio, period = nil, **options)
        rows = portfolio.indicators(period, **options).select do |row|
          row.complete == 1
        end
        told = PANEL.select { |name, _| rows.any? { |row| row[name] } }
        Chart.new("indicators", "indicators" => told.flat_map do |name, words, by|
          rows.map do |row|
            { "date" => day(row.period), "measure" => words,
              "period" => period_text(row.period, period),
              "value" => times(row[name], by),
              "lo" => times(row[:"#{name}_lo"], by),
              "hi" => times(row[:"#{name}_hi"], by) }
          end
        end)
      end

      # Customers by the period of their first order: how many still buy
      # (:retention), what they brought by each age (:revenue) and at each
      # (:margin), and what that is worth (:clv).
      def cohorts(portfolio, period = nil, show: :retention, **options)
        document, figures = COHORTS.fetch(show.to_sym) do
          raise ArgumentError, "show: #{show.inspect}; wanted one of " \
                               "#{COHORTS.keys.join(', ')}"
        end
        from = %w[cohort_revenue cohort_clv].include?(document) ? 0 : 1
        rows = portfolio.cohorts(period, **options).select do |row|
          row.complete == 1 && row.age >= from
        end
        Chart.new(document, { "cohorts" => rows.map do |row|
          cohort_row(row, period, figures)
        end }, { AGE => AGE.sub("Period", (period || :month).to_s.capitalize) })
      end

      # Which segments hold the value, of what `Cev.segments_profit` says.
      def segment_map(profit)
        left = 0.0
        rows = rows_of(profit, "segment", "customers", "customers_share",
                       "mean", "mean_lo", "mean_hi", "amount", "amount_share")
               .select { |row| row["mean"] }.sort_by { |row| -row["mean"] }
        Chart.new("segment_map", "segment_map" => rows.map do |row|
          from = left
          left += row.delete("customers_share")
          row.merge("from" => from, "to" => left)
        end)
      end

      # Who moved where, of the moves of `Cev.segments_migration`.
      def migration(moves)
        rows = rows_of(moves, "from", "to", "count", "share")
        Chart.new("migration", "moves" => rows.map do |row|
          row.merge("customers" => row.delete("count"))
        end)
      end

      # On how few the money rests, of what `Cev.segments_whale` says.
      def whale(curve)
        Chart.new("whale", "whale" => rows_of(curve, "customers_share",
                                              "amount", "amount_share"))
      end

      # What moves the overall score, of what `Cev.survey_drivers` says.
      def drivers(found)
        Chart.new("drivers", "drivers" => rows_of(
          found, "driver", "performance", "importance", "importance_lo",
          "importance_hi", "advice"
        ))
      end

      private

      def rows_of(table, *names)
        table.map { |row| names.to_h { |name| [name, row[name.to_sym]] } }
      end

      def cohort_row(row, period, figures)
        { "cohort" => period_text(row.cohort, period), "age" => row.age,
          "customers" => row.customers }.merge(
            figures.to_h do |figure, column, is_shared|
              [figure, row[column] && (is_shared ? row[column].fdiv(row.customers)
                                                 : row[column])]
            end
          )
      end

      def times(value, factor)
        value && value * factor
      end

      def day(time)
        time.strftime("%Y-%m-%d")
      end

      # A period as text that sorts by time: 2024-03-04, 2024-03, 2024-Q1.
      def period_text(time, period)
        case (period || :month).to_sym
        when :day, :week then day(time)
        when :quarter then "#{time.year}-Q#{(time.month + 2) / 3}"
        when :year then time.year.to_s
        else time.strftime("%Y-%m")
        end
      end
    end
  end
end

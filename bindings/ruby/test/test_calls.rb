# frozen_string_literal: true

# Calls by rule, and that no function of C is out of reach.
class Reach < Case
  Api = Cev.const_get(:Api)

  # Functions that the binding does without, and the one it uses instead.
  INSTEAD = { "cev_table_set_column" => "cev_table_set_columns",
              "cev_table_copy_column" => "cev_table_set_columns",
              "cev_table_name" => "cev_table_columns",
              "cev_table_column" => "cev_table_columns",
              "cev_table_double" => "cev_table_columns",
              "cev_table_text" => "cev_table_columns" }.freeze
  # Ruby has no frames that export Arrow.
  NONE = %w[cev_table_from_arrow cev_table_from_arrow_stream
            cev_table_to_arrow cev_table_to_arrow_stream].freeze

  # Notes what the binding calls.
  module Recorder
    SEEN = {}

    def call(name, *)
      SEEN[name.to_s] = true
      super
    end

    def function(name, **)
      SEEN[name.to_s] = true
      super
    end
  end

  def portfolios
    numbers = Cev::Portfolio.new.add(7, 0, 1.0)
    numbers.history(7)
    numbers.customer(7)
    numbers.erase(7)
    names = Cev::Portfolio.new.add("ada", 0, 1.0).add("bob", 86_400, 2.0)
    names.record([{ customer: "cy", time: 0, amount: 1 }])
    names.history("ada")
    names.customer("ada")
    names.export
    names.split(at: 0)
    names.merge(Cev::Portfolio.restore(names.bytes)).erase("ada")
    %i[report summarise cohorts periods indicators gaps tracking
       size].each do |what|
      names.public_send(what)
    end
    assert_raises(Cev::NotFoundError) { names.customer("nobody") }
  end

  def models
    customers = shop.summarise
    customers.top(:x, 3)
    model = Cev::BGNBD.new(uncertainty: "delta", penalty: 1.5, max_iter: 400)
    model = Cev.restore(model.prior(nil).fit(shop).bytes)
    model.prior(model.summary).fit(customers, periods: { sale: [1.0] })
    model.predict(customers)
    Cev::BGNBD.new.fit_parts { |question| [model.part(customers, question)] }
    model.evaluate(shop.split(holdout: "8w").last)
    groups = Cev.restore(Cev::RFM.new.fit(shop).bytes)
    groups.assign(customers)
    groups.profile
  end

  def tour
    portfolios
    models
    Cev.threads = 2
    Cev::Portfolio.new
    Cev.library_version
    Cev.options_list("bgnbd")
  ensure
    Cev.threads = 1
  end

  def test_no_function_is_out_of_reach
    Api.singleton_class.prepend(Recorder)
    tour
    by_rule = { "ctx" => Cev, "portfolio" => shop, "estimator" => Cev::BGNBD.new,
                "segmenter" => Cev::RFM.new }
    Api.description["functions"].each do |name, entry|
      short = name.delete_prefix("cev_")
      case entry["shape"]
      when "kernel" then assert_respond_to Cev::Kernels, short
      when "call"
        noun = entry["arguments"].first["type"][/cev_(\w+)/, 1]
        next assert(reached?(name), name) unless by_rule.key?(noun)

        method = noun == "ctx" ? short : short.delete_prefix("#{noun}_")
        assert by_rule[noun].respond_to?(method) || reached?(name), name
      else assert reached?(name), name
      end
    end
  end

  def reached?(name)
    NONE.include?(name) || Recorder::SEEN[INSTEAD.fetch(name, name)]
  end
end

class ByRule < Case
  def test_a_question_to_a_portfolio
    moves = shop.recency(period: :month, states: 3)
    assert_equal %w[1 2 3+], moves[:from].uniq
    early = shop.recency("2016-12-31", states: 3)
    assert_operator early[:count].sum, :<, moves[:count].sum
  end

  # Pfeifer & Carraway (2000): all who bought are mailed for ever.
  def test_a_question_to_no_object
    moves = [0.3, 0.2, 0.15, 0.05].each_with_index.flat_map do |buys, at|
      [{ from: (at + 1).to_s, to: "1", probability: buys },
       { from: (at + 1).to_s, to: (at + 2).to_s, probability: 1 - buys }]
    end
    moves << { from: "5", to: "5", probability: 1.0 }
    rewards = { state: %w[1 2 3 4 5], reward: [36, -4, -4, -4, 0] }
    values = Cev.markov_value(moves, rewards, discount: 0.2, interval: 0,
                                              time_unit: 31_557_600)
    [52.320, 5.554, 1.251, -1.820, 0].zip(values[:value_ever]) do |wanted, seen|
      assert_in_delta wanted, seen, 5e-4
    end
  end

  def test_several_answers_and_fewer
    chain = Cev.markov_estimate(shop.recency(states: 3), margin: 0.4)
    assert_equal %i[transitions rewards], chain.members
    moves = [{ from: "a", to: "b" }]
    error(Cev::ColumnError, /money/) { Cev.markov_estimate(moves) }
    told = Cev.markov_estimate(moves, without: :rewards)
    assert_nil told.rewards
    assert_equal ["a", "b"], told.transitions[:from]
    error(Cev::ArgumentError, /transitions, rewards/) do
      Cev.markov_estimate(moves, without: :nonsense)
    end
  end

  def test_wrong_arguments_are_named
    error(ArgumentError, /transitions, rewards/) { Cev.markov_value([]) }
    error(Cev::OptionError, /margin/) do
      Cev.markov_value([{ from: "a" }], [{ state: "a" }], marginn: 1)
    end
    error(Cev::ArgumentError, /no names of columns/) do
      Cev.markov_value([1], [2])
    end
    assert_raises(NoMethodError) { Cev.nonsense }
    assert_includes Cev.constants, :Portfolio
    assert_operator Cev.cev_constants.size, :>, 10
    assert_operator Cev.selftest.size, :>, 10
  end

  def test_a_block_is_told_and_may_stop
    names = Array.new(300, &:to_s)
    moves = names.flat_map.with_index do |from, a|
      Array.new(3) { |b| { from: from, to: names[(a * 7 + b) % 300] } }
    end
    chain = Cev.markov_estimate(moves, without: :rewards).transitions
    rewards = { state: names, reward: Array.new(300, &:to_f) }
    assert_raises(Cev::CancelledError) do
      Cev.markov_value(chain, rewards, discount: 0.1) { break }
    end
  end
end

class Beforehand < Case
  def test_a_prior_pulls_and_says_so
    few = shop(12)
    alone = Cev::BGNBD.new.fit(few)
    known = Cev::BGNBD.new.fit(shop)
    pulled = Cev::BGNBD.new
    [known, known.summary, known.summary.map(&:to_h)].each do |prior|
      pulled.prior(prior).fit(few)
      assert(pulled.verdict.any? { |each| each.include?("beforehand") })
    end
    refute_equal alone.params, pulled.params
    assert_equal alone.params, pulled.prior(nil).fit(few).params
  end

  def test_covariates_are_not_dropped
    customers = shop.summarise.to_h.merge(shade: Array.new(40) { |i| i % 3.0 })
    named = Cev::BGNBD.new(purchase_covariates: [:shade]).fit(customers)
    assert_includes named.params.keys, "purchase: shade"
    text = Cev::BGNBD.new(purchase_covariates: "shade").fit(customers)
    assert_equal named.bytes, text.bytes
    again = Cev.restore(named.bytes)
    assert_equal named.predict(customers)[:p_alive],
                 again.predict(customers)[:p_alive]
    rows = customers.values.transpose.map { |row| customers.keys.zip(row).to_h }
    assert_equal named.predict(customers)[:p_alive],
                 named.predict(rows)[:p_alive]
  end

  # Covariates that do not change say what fixed ones do.
  def test_periods_go_with_the_customers
    known = shop.summarise.to_h
    shade = Array.new(40) { |i| (i % 3).to_f }
    fixed = Cev::ParetoNBD.new(purchase_covariates: [:shade])
                          .fit(known.merge(shade: shade))
    periods = { customer: known[:customer], from: [0.0] * 40, x: known[:x],
                to: known[:T].map { |age| age + 400.0 }, shade: shade }
    model = Cev::ParetoNBDDynamic.new(purchase_covariates: [:shade])
    assert_raises(Cev::Error) { model.fit(known) }
    model.fit(known, periods: periods)
    seen = model.predict(known, periods: periods, interval: 0)[:p_alive]
    wanted = fixed.predict(known.merge(shade: shade), interval: 0)[:p_alive]
    wanted.zip(seen) { |a, b| assert_in_delta a, b, 2e-3 }
  end

  def test_threads_change_nothing
    alone = Cev::CLV.new(model: :bgnbd).fit(shop)
    Cev.threads = 3
    shared = Cev::CLV.new(model: :bgnbd).fit(shop)
    assert_equal alone.bytes, shared.bytes
    assert_equal rows(alone.predict(shop)), rows(shared.predict(shop))
    error(Cev::ArgumentError, /1 or more/) { Cev.threads = 0 }
  ensure
    Cev.threads = 1
  end

  def test_a_seed_is_taken
    assert_equal Cev::BGNBD.new.fit(shop, seed: 7).params,
                 Cev::BGNBD.new.fit(shop, seed: 7).params
  end
end

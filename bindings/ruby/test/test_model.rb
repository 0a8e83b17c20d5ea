# frozen_string_literal: true

# Covariates that change in time.
class Periods < Case
  def setup
    chance = Random.new(6)
    @customers = { customer: (1..200).to_a, x: [], t_x: [], T: [20.0] * 200 }
    @periods = []
    @customers[:customer].each do |one|
      bought = live(one, chance)
      last = bought.rindex { |count| count.positive? }
      @customers[:x] << bought.sum.to_f
      @customers[:t_x] << (last.nil? ? 0.0 : 4.0 * last + 2)
    end
  end

  # Eight periods, of which five are over; gives what was bought in those.
  def live(one, chance)
    (0...8).map do |k|
      sale = chance.rand(2)
      count = k < 5 ? chance.rand(1 + 2 * sale) : 0
      @periods << { customer: one, from: 4.0 * k, to: 4.0 * (k + 1),
                    x: count.to_f, sale: sale.to_f }
      count
    end
  end

  def test_sales_tell
    model = Cev::ParetoNBDDynamic.new(purchase_covariates: "sale", horizon: 12)
    model.fit(@customers, periods: @periods)
    assert_operator model.params["purchase: sale"], :>, 1
    scores = model.predict(@customers, periods: @periods)
    assert_equal 200, scores.map(&:expected_purchases).size
    error = assert_raises(Cev::Error) { model.predict(@customers) }
    assert_match "cev_table_set_periods", error.message
  end
end

# Fits in parts: the same as of all customers together.
class Parts < Case
  def setup
    chance = Random.new(4)
    x = Array.new(900) { chance.rand(6).to_f }
    age = Array.new(900) { chance.rand(100.0..200.0) }
    last = x.zip(age).map { |n, most| n.zero? ? 0.0 : chance.rand(1.0..most) }
    @customers = { x: x, T: age, t_x: last }
    @branches = Array.new(3) do |k|
      @customers.transform_values do |all|
        all.each_slice(3).map { |three| three[k] }
      end
    end
  end

  def same(one, whole)
    one.params.each do |name, value|
      assert_in_delta 1.0, whole.params[name] / value, 1e-9
    end
    assert_equal one.verdict, whole.verdict
  end

  def test_parts_fit_as_the_whole_does
    whole = Cev::BGNBD.new.fit_parts do |question|
      @branches.map { |branch| Cev::BGNBD.new.part(branch, question) }
    end
    same Cev::BGNBD.new.fit(@customers), whole
  end

  def test_a_missing_part_is_told
    asked = 0
    error = assert_raises(Cev::StateError) do
      Cev::BGNBD.new.fit_parts do |question|
        asked += 1
        @branches.drop(asked > 2 ? 1 : 0).map do |branch|
          Cev::BGNBD.new.part(branch, question)
        end
      end
    end
    assert_match(/600 of 900 customers/, error.message)
  end
end

# Customers left out in turn, whatever the estimator learns from.
class LeftOut < Case
  def test_scores_read_them_as_they_are
    chance = Random.new(5)
    rows = Array.new(90) do |i|
      visits = chance.rand(9)
      { visits: visits, house: "h#{i / 3}", value: i.to_f,
        left: chance.rand * 9 < visits ? "no" : "yes" }
    end
    model = Cev::GLM.new(target: "left", features: %w[visits])
    out = model.validate(rows, folds: 5, grouped_by: "house")
    assert_equal rows.map { |row| row[:value] }, out.map(&:value)
    folds = out.map(&:fold)
    assert_equal folds.values_at(*0.step(87, 3)), folds.values_at(*2.step(89, 3))
    assert_equal [1, 2, 3, 4, 5], folds.uniq.sort
    scores = Cev.scores_evaluate(out, "scores")
    auc = scores.find { |row| row.metric == "auc" }.value
    assert_operator auc, :>, 0.7
    assert_raises(Cev::StateError) { model.predict(rows) }
  end
end

# Fader, Hardie & Lee (2005) and Fader & Hardie (2013), on CDNOW: every digit,
# or 1e-5 of the value where more are printed.
class Published < Case
  def fitted(orders, wanted, spend)
    train, = cdnow(orders).split(at: "1997-09-30")
    { Cev::BGNBD.new(time_unit: "w") => wanted,
      Cev::GammaGamma.new => spend }.each do |model, values|
      model.fit(train)
      seen = model.params.values + model.summary.filter_map { |row|
        row.value if row.name == "log_likelihood"
      }
      assert_equal values.size, seen.size
      seen.zip(values) do |a, b|
        last_digit = 10.0**-b.partition(".").last.size
        assert_in_delta Float("0#{b}".sub("0-", "-")), a,
                        [0.5 * last_digit, 1e-5 * a.abs].max
      end
    end
  end

  def test_sample
    fitted("cdnow_sample.csv", %w[.2426 4.4136 .7929 2.4259 -9582.429],
           %w[6.2496 3.7442 15.4435 -4055.918])
  end

  def test_all_customers
    fitted("cdnow_master.csv",
           %w[.251624 4.788945 .723433 2.161087 -95368.44393],
           %w[6.275359 3.624450 14.983689 -40763.47626])
  end

  def test_scores_of_all_purchase_models
    train, = cdnow.split(at: "1997-09-30")
    found = shared_rows("mle_reference.csv").select do |row|
      kind = Cev.kinds[kind_of(row)]
      row["dataset"] == "cdnow_sample" &&
        kind&.gives&.include?(:expected_purchases)
    end
    refute_empty found
    found.each do |row|
      model = Cev::Estimator.new(kind_of(row), time_unit: "w").fit(train)
      sum = model.predict(train, horizon: "39w").sum(&:expected_purchases)
      assert_in_delta row["sum_cond_exp"].to_f, sum, 1e-3, row["model"]
    end
  end

  def kind_of(row)
    row["model"] == "pnbd" ? :pareto_nbd : row["model"].to_sym
  end

  def test_the_first_customer
    train, = cdnow.split(at: "1997-09-30")
    first = train.summarise(unit: "w").first
    assert_equal [2357, 2.0], [train.size, first.x]
    assert_equal "30.43 38.86", format("%.2f %.2f", first.t_x, first.T)
  end
end

class Models < Case
  def test_opportunities_are_whole
    train, hold = shop.split(holdout: "60d")
    model = Cev::BGBB.new(time_unit: "30d").fit(train)
    assert_equal train.size, model.predict(train).size
    assert_equal train.size, model.evaluate(hold).first.value
    assert_equal 40, Cev::CLV.new(model: :bgbb, time_unit: "30d").fit(shop)
                             .predict(shop).size
  end

  def test_what_was_held_back_is_learnt_from
    train, hold = shop.split(holdout: "60d")
    made, same = [hold, hold.compared].map do |given|
      Cev::CohortAverage.new.fit(given).predict(train).map(&:expected_value)
    end
    assert_equal same, made
  end

  def setup
    @shop = shop
  end

  def test_fit_returns_the_model_and_errors_leave_the_last_fit
    clv = Cev::CLV.new
    error(Cev::StateError, /fit/) { clv.predict(@shop) }
    assert_raises(Cev::StateError) { clv.summary }
    assert_same clv, clv.fit(@shop)
    before = clv.bytes
    error(Cev::DomainError, /T\[0\] = 2/) do
      clv.fit({ x: [1], t_x: [3.0], T: [2.0], m_x: [1.0] })
    end
    error(Cev::ColumnError, /T/) { clv.fit({ x: [1], t_x: [1], m_x: [2] }) }
    assert_equal before, clv.bytes
  end

  def test_rows_of_predict_have_what_was_known_and_what_is_expected
    clv = Cev::CLV.new(margin: 0.4).fit(@shop)
    row = clv.predict(@shop).first
    known = @shop.summarise.columns
    assert_equal known, row.members.first(known.size)
    assert_empty row.members.drop(known.size) - Cev.kinds[:clv].gives
    assert_operator row.clv, :<=, row.clv_hi
    best = clv.predict(@shop).max_by(3, &:clv)
    assert_equal best.map(&:clv), clv.predict(best).map(&:clv)
    hashes = best.map(&:to_h)
    assert_equal best.map(&:clv_lo), clv.predict(hashes).map(&:clv_lo)
  end

  def test_options_of_predict
    clv = Cev::CLV.new(margin: 0.4).fit(@shop)
    bare = clv.predict(@shop, interval: 0)
    refute_includes bare.columns, :clv_lo
    assert_equal bare[:clv], clv.predict(@shop, horizon: "12mo")[:clv]
    error(Cev::OptionError, /interval/) { clv.predict(@shop, interval: 2) }
    error(Cev::OptionError, /horizont/) { clv.predict(@shop, horizont: 3) }
    error(Cev::OptionError, /wanted a number or text/) do
      clv.predict(@shop, horizon: [1])
    end
    error(Cev::ArgumentError, /as_of is for portfolios/) do
      clv.predict(@shop.summarise, as_of: "2020-01-01")
    end
    later = clv.predict(@shop, as_of: "2020-01-01")
    assert_operator later[1].p_alive, :<, clv.predict(@shop)[1].p_alive
  end

  def test_units_are_not_mixed
    weeks = @shop.summarise(unit: "w")
    error(Cev::ArgumentError, /time_unit: 604800/) { Cev::BGNBD.new.fit(weeks) }
    model = Cev::BGNBD.new(time_unit: "w").fit(weeks)
    again = Cev::BGNBD.new(time_unit: 604_800).fit(@shop)
    assert_equal rows(model.predict(weeks, horizon: "52w")),
                 rows(again.predict(@shop.summarise(unit: "w"), horizon: 52))
  end

  def test_saved_and_loaded
    clv = Cev::CLV.new(margin: 0.4, time_unit: "w").fit(@shop)
    Dir.mktmpdir do |folder|
      clv.save(File.join(folder, "model.cev"))
      again = Cev.load(File.join(folder, "model.cev"))
      assert_instance_of Cev::CLV, again
      assert_equal({ margin: 0.4, time_unit: 604_800.0 }, again.options)
      assert_equal rows(clv.predict(@shop)), rows(again.predict(@shop))
    end
    error(Cev::FormatError, /hold a clv, not a bgnbd/) do
      Cev::BGNBD.restore(clv.bytes)
    end
    assert_raises(Cev::FormatError) { Cev::Segmenter.restore(clv.bytes) }
    error(Cev::StateError, /fit/) { Cev::CLV.new.bytes }
  end

  def test_copied_and_marshalled
    clv = Cev::CLV.new(margin: 0.4).fit(@shop)
    [clv.dup, Marshal.load(Marshal.dump(clv))].each do |again|
      assert_equal [clv.bytes, clv.options], [again.bytes, again.options]
      again.fit({ x: [1], t_x: [1], T: [2], m_x: [1] })
      refute_equal clv.bytes, again.bytes
    end
    assert_equal({ margin: 0.4 }, Cev::CLV.new(margin: 0.4).dup.options)
  end

  def test_auto_looks_back
    clv = Cev::CLV.new(model: :auto).fit(@shop)
    chosen = clv.evaluate(@shop, :comparison).select { |c| c.is_chosen == 1 }
    assert_equal 1, chosen.size
    named = Cev::CLV.new(model: chosen.first.model.to_sym).fit(@shop)
    assert_equal named.predict(@shop)[:clv], clv.predict(@shop)[:clv]
  end

  def test_summary
    clv = Cev::CLV.new.fit(@shop)
    assert_equal "bgnbd.r", clv.params.keys.first
    assert_equal clv.params["bgnbd.r"], clv.summary.first.value
    refute_empty clv.verdict
    text = clv.summary.to_s
    assert_match(/bgnbd\.r +1\.07513/, text)
    clv.verdict.each { |words| assert_includes text, words }
    assert_equal "#<Cev::Estimator clv, margin: 0.4>",
                 Cev::CLV.new(margin: 0.4).inspect
  end

  def test_quantities_are_lists_of_words
    told = Cev::BGNBD.new.fit(@shop)
                     .predict(@shop.summarise, quantities: %i[p_any dert]).first
    assert_operator told.p_any, :<=, 1
    assert_operator told.dert, :>, 0
    refute_respond_to told, :p_alive
  end

  def test_likelihoods_add_up
    told = @shop.summarise
    model = Cev::BGNBD.new(uncertainty: "laplace", draws: 50).fit(told)
    whole = model.summary.find { |row| row.name == "log_likelihood" }.value
    each = model.evaluate(told, :likelihood).map(&:log_likelihood)
    assert_in_delta whole, each.sum, 1e-8
  end

  def test_cuts_are_lists_of_lengths
    customers = { x: [0, 1, 2, 5], t_x: [0, 20, 100, 300],
                  T: [400, 100, 120, 310], revenue: [5, 20, 60, 300] }
    ["14,60,120,365", "2w,60d,120,1y", [14, "60d", 120, 365]].each do |cuts|
      placed = Cev::Segmenter.new(:rfm, recency_cuts: cuts,
                                        frequency_cuts: [2, 3, 4, 5])
                             .fit(customers).assign(customers)
      assert_equal [[1, 3, 4, 5], [1, 2, 3, 5]], [placed[:r], placed[:f]]
    end
  end

  def test_segments
    segmenter = Cev::Segmenter.new(:rfm).fit(@shop)
    assert_equal "customers", segmenter.summary.first.name
    assert_kind_of Array, segmenter.verdict
    assert_equal 40, segmenter.sum(&:customers)
    first = segmenter.first
    assert_equal [first.segment, first.revenue], [first.name, first.value]
    groups = segmenter.assign(@shop)
    assert_equal segmenter.map(&:name).sort, groups[:segment].uniq.sort
    assert_equal segmenter.bytes, Cev::RFM.new.fit(@shop).bytes
  end

  # A CSV::Table's rows are those below its header.
  def test_segments_of_numbers_and_texts
    rows = CSV.parse("spent,city\n#{"9,Bonn\n" * 30}#{"70,Ulm\n" * 20}",
                     headers: true, converters: :numeric)
    groups = Cev::Kprototypes.new.fit(rows)
    placed = groups.assign(rows)
    assert_equal({ "1" => 30, "2" => 20 }, placed.map(&:segment).tally)
    assert_equal [9.0, 70.0], groups.profile[:mean_spent]
    again = Cev::Segmenter.restore(groups.bytes).assign([{ spent: 60, city: nil }])
    assert_equal ["2"], again[:segment]
    assert_raises(Cev::ColumnError) { groups.assign([{ spent: 60 }]) }
  end

  def test_segments_of_answers
    rows = %w[yes no].flat_map { |a| [{ again: a, price: a, other: 1 }] * 30 }
    groups = Cev::LatentClass.new(features: %i[again price]).fit(rows, seed: 1)
    placed = groups.assign(rows + [{ again: nil, price: nil }])
    assert_equal [30, 30], groups.map(&:customers)
    assert_equal [30, 30], placed.first(60).map(&:segment).tally.values
    assert_in_delta 0.5, placed[-1].probability, 1e-6
    assert_equal groups.bytes, Marshal.load(Marshal.dump(groups)).bytes
  end

  def test_evaluations
    train, hold = @shop.split(holdout: "8w")
    clv = Cev::CLV.new.fit(train)
    %i[holdout frequency tracking conditional deciles totals].each do |what|
      refute_empty clv.evaluate(hold, what).to_a
    end
    assert_equal 56, clv.evaluate(hold, :tracking)[-1].time
    assert_raises(Cev::KindError) { clv.evaluate(hold, :nonsense) }
    assert_raises(Cev::ColumnError) { clv.evaluate(train) }
  end

  def test_contracts
    rows = [[1, 1], [2, 1], [3, 0], [3, 0], [1, 0], [2, 0]] * 30
    table = { T: rows.map(&:first), churned: rows.map(&:last) }
    model = Cev::SBG.new.fit(table)
    assert_equal 180, model.predict(table).size
    assert_equal 0.0, model.predict(table)[0].p_renew
  end
end

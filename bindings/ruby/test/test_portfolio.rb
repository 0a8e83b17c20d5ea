# frozen_string_literal: true

require "ostruct"

class OrdersIn < Case
  def setup
    @saved = shop.bytes
  end

  def check(portfolio)
    assert_equal @saved, portfolio.bytes
  end

  def test_one_by_one
    portfolio = Cev::Portfolio.new
    orders.each { |o| portfolio.add(*o.values) }
    check portfolio
    assert_equal 120, portfolio.report.rows_read
  end

  def test_rows_and_columns
    names = { customer: :email, time: :created_at, amount: :total_price }
    objects = orders.map { |o| Support::Order.new(*o.values) }
    check Cev::Portfolio.new.record(objects, **names)
    check Cev::Portfolio.new.record(objects.each, **names)
    check Cev::Portfolio.new.record(orders.map { |o| o.transform_keys(&:to_s) })
    columns = %i[customer time amount].to_h { |n| [n, orders.map { |o| o[n] }] }
    check Cev::Portfolio.new.record(columns)
    check Cev::Portfolio.new.record(shop.export)
    text = "customer,time,amount\n" + orders.map { |o|
      [o[:customer], Time.at(o[:time]).utc.strftime("%F"), o[:amount]].join(",")
    }.join("\n")
    check Cev::Portfolio.new.record(CSV.parse(text, headers: true))
  end

  def test_what_is_not_there
    error(Cev::ArgumentError, /total.*there are: customer, time/) do
      Cev::Portfolio.new.record(orders, amount: :total)
    end
    error(Cev::ArgumentError, /a row has no total/) do
      Cev::Portfolio.new.record([Support::Order.new], customer: :email,
                                                      time: :created_at,
                                                      amount: :total)
    end
    error(Cev::ArgumentError, /no column "total"/) do
      Cev::Portfolio.new.record({ customer: [], time: [] }, amount: "total")
    end
    assert_equal 0, Cev::Portfolio.new.record([]).size
  end

  def test_rows_without_customer_or_time_are_left_out_and_counted
    rows = [["ada", 0, 1], [nil, 86_400, 2], ["", nil, 3], ["bob", nil, 4],
            ["bob", 86_400, nil]]
    one = Cev::Portfolio.new
    rows.each { |row| one.add(*row) }
    many = Cev::Portfolio.new.record(
      rows.map { |row| %i[customer time amount].zip(row).to_h })
    [one.report, many.report].each do |report|
      assert_equal 5, report.rows_read
      assert_equal({ "no customer" => 2, "no time" => 1 }, report.skipped)
      assert_equal [2, 1], [report.orders, report.unknown_amounts]
      assert_match(/skipped +2: no customer, 1: no time/, report.to_s)
    end
  end

  def test_all_or_nothing
    portfolio = Cev::Portfolio.new
    error(Cev::DomainError, /amount\[1\]/) do
      portfolio.record({ customer: %w[a b], time: [0, 0],
                         amount: [1, Float::INFINITY] })
    end
    error(Cev::ArgumentError, /time\[1\]: "1\.6\."/) do
      portfolio.record({ customer: %w[a b], time: [0, "1.6."],
                         amount: [1, 1] })
    end
    error(Cev::ArgumentError, /amount\[1\] is "1,5"/) do
      portfolio.record({ customer: %w[a b], time: [0, 0],
                         amount: ["1.5", "1,5"] })
    end
    error(Cev::ArgumentError, /amount is "1,5"/) { portfolio.add("a", 0, "1,5") }
    error(Cev::ArgumentError, /is no time/) { portfolio.add("a", "x", 1) }
    assert_equal [0, 0], [portfolio.size, portfolio.report.rows_read]
  end

  def test_names_and_numbers
    portfolio = Cev::Portfolio.new
    error(Cev::ArgumentError, /NUL/) { portfolio.add("a\0b", 0) }
    error(Cev::ArgumentError, /customer is 1\.5/) { portfolio.add(1.5, 0) }
    error(Cev::Utf8Error, /UTF-8/) { portfolio.add("J\xFCrgen".b, 0) }
    portfolio.add("Jürgen".encode("ISO-8859-1"), 0, "12.50").add(:ada, 0, 1)
    assert_equal %w[Jürgen ada], portfolio.map(&:customer)
    error(Cev::ArgumentError, /wanted text/) { portfolio.add(17, 0) }
    assert_equal [17], Cev::Portfolio.new.add(17, 0).map(&:customer)
  end
end

class Answers < Case
  def setup
    @shop = shop
  end

  def test_counts
    assert_equal [40, 40, 120], [@shop.size, @shop.count, @shop.orders]
    assert_equal "#<Cev::Portfolio: 40 customers, 120 orders>", @shop.inspect
    report = Cev::Portfolio.new.report
    assert_equal [0, nil], [report.orders, report.first]
    assert_empty Cev::Portfolio.new.to_a
  end

  def test_enumerable_over_customers
    assert_kind_of Enumerable, @shop
    assert_equal "customer 00", @shop.first.customer
    assert_equal @shop.summarise.sum(&:revenue), @shop.sum(&:revenue)
    assert_equal 40, @shop.each.size
  end

  def test_summary_in_units
    days = @shop.summarise
    weeks = @shop.summarise(unit: "w")
    days[:T].zip(weeks[:T]) { |a, b| assert_in_delta a / 7, b, 1e-12 }
    assert_equal 7 * 86_400, weeks.unit
    one = @shop.customer("customer 07", unit: "w")
    assert_equal rows(weeks)[7], rows(one).first
    error(Cev::NotFoundError, /nobody/) { @shop.customer("nobody") }
  end

  def test_channels_and_what_orders_had_in_them
    rows = [["ann", "2024-01-01", 10, "web", 1, 4],
            ["ann", "2024-02-01", 30, "till", 2, 10],
            ["bob", "2024-02-02", 20, "web", 3, 10],
            ["cid", "2024-02-03", 5, nil, nil, 5]]
    names = %i[customer time amount source pieces cogs]
    shop = Cev::Portfolio.new.record(rows.map { |r| names.zip(r).to_h },
                                     channel: :source, items: :pieces,
                                     cost: :cogs)
    one_by_one = Cev::Portfolio.new
    rows.each do |who, at, amount, channel, items, cost|
      one_by_one.add(who, at, amount, channel: channel, items: items,
                                      cost: cost)
    end
    assert_equal shop.bytes, one_by_one.bytes
    year = shop.indicators(:year, by: :channel)
    assert_equal ["till", "web", nil], year.map(&:channel)
    assert_equal [20.0, 16.0, 0.0], year.map(&:margin)
    assert_equal [1, 2, 1], shop.cohorts(:year, by: "channel").map(&:customers)
    error(Cev::ArgumentError, /no column :weight/) do
      shop.add("dora", 0, 1, weight: 3)
    end
  end

  def test_segments_and_what_they_cost
    names = @shop.map(&:customer).drop(1)
    segments = { customer: names, segment: %w[web store web] * 13 }
    parts = @shop.indicators_by(segments, period: "month")
    assert_equal ["store", "web", nil],
                 parts.map(&:segment).uniq.sort_by { |name| name || "z" }
    assert_equal @shop.indicators(:month).sum(&:customers_active),
                 parts.sum(&:customers_active)
    cohorts = @shop.cohorts(:month, margin: 0.5)
    assert_equal cohorts.sum(&:active),
                 @shop.cohorts_by(segments, period: "month").sum(&:active)
    paid = Cev.cohorts_payback(cohorts, { period: [0], cost: [1.0] }).to_a
    assert_equal "nobody was won", paid.first.verdict
    assert_equal "no cost is known", paid.last.verdict
    paid = Cev.cohorts_payback(cohorts, { period: [cohorts.first.cohort.to_i],
                                          cost: [1.0] }).first
    assert_equal cohorts.map(&:cohort).uniq[1], paid.payback
  end

  def test_series
    assert_equal 40, @shop.periods(:week).sum(&:customers_new)
    shop = @shop.indicators(:month, interval: 0.9)
    assert_equal 40, shop.sum(&:customers_new)
    assert_operator shop.to_a[1].retention_rate_lo, :<,
                    shop.to_a[1].retention_rate_hi
    assert_equal @shop.sum(&:x), @shop.tracking.sum(&:repeat)
    assert_equal 80, @shop.gaps.sum(&:count)
    assert_kind_of Time, @shop.cohorts(:month).first.cohort
    assert_equal 3, @shop.history("customer 01").size
    assert_equal 120, @shop.export.size
    error(Cev::OptionError, /fortnight/) { @shop.periods(:fortnight) }
  end

  def test_split
    train, hold = @shop.split(holdout: "4w")
    assert_equal 120, train.orders + hold.orders
    assert_equal 28 * 86_400, hold.length
    assert_equal rows(train.summarise), rows(@shop.summarise(as_of: train.as_of))
    assert_equal [28.0], hold.compared[:T_holdout].uniq
    assert_operator @shop.split(at: Date.new(2017, 1, 1)).first.orders, :<, 120
    [{}, { holdout: 3, at: 3 }].each do |wrong|
      error(Cev::ArgumentError, /either/) { @shop.split(**wrong) }
    end
    error(Cev::ArgumentError, /nothing is held back: .* 2017-05-09/) do
      @shop.split(at: @shop.report.last)
    end
    error(Cev::ArgumentError, /no orders/) do
      Cev::Portfolio.new.split(holdout: 3)
    end
  end

  def test_merge_is_exact
    halves = orders.partition.with_index { |_, i| i.even? }
                   .map { |half| Cev::Portfolio.new.record(half) }
    merged = halves[1].merge(halves[0])
    assert_equal @shop.bytes, merged.bytes
    assert_equal @shop.report.to_s, merged.report.to_s
  end

  def test_erase
    @shop.erase("customer 07")
    assert_equal 39, @shop.size
    assert_raises(Cev::NotFoundError) { @shop.erase("customer 07") }
    refute_includes @shop.bytes, "customer 07".b
  end

  def test_files
    Dir.mktmpdir do |folder|
      path = File.join(folder, "shop.cev")
      @shop.save(path)
      assert_equal File.binread(path), Cev.load(path).bytes
      assert_equal %w[shop.cev], Dir.children(folder)
      assert_raises(Errno::ENOENT) { Cev.load(File.join(folder, "nothing")) }
      assert_raises(Errno::ENOENT) { @shop.save(File.join(folder, "a", "b")) }
    end
    assert_raises(Cev::ChecksumError) { Cev.restore(@shop.bytes[0..-2]) }
    assert_raises(Cev::FormatError) { Cev.restore("nonsense") }
    assert_raises(Cev::FormatError) { Cev.restore("") }
    assert_equal "Europe/Berlin",
                 Cev.restore(@shop.bytes, tz: "Europe/Berlin").tz
  end
end

# The ledgers besides that of orders.
class EventsIn < Case
  Answer = Struct.new(:customer, :time, :score)

  def setup
    @shop = shop
  end

  def test_each_ledger_by_rows_and_one_by_one
    @shop.record_events(:contacts, { client: ["ann", nil, "new"],
                                     at: ["2024-01-03"] * 3, cost: [1.5, 2, nil],
                                     topic: ["price", "x", nil] },
                        customer: :client, time: :at, kind: :topic)
    @shop.record_events("touches", [{ "customer" => "ann", "treated" => true,
                                      "time" => "2024-01-04" }])
    @shop.record_events(:surveys, [Answer.new("ann", 1_704_412_800, 9)])
    @shop.record_events(:cancellations, [{ customer: "ann", time: Date.new(2024),
                                           note: "gone" }])
    assert_equal({ "no customer" => 1 }, @shop.report.skipped)
    other = shop.event(:contacts, "new", "2024-01-03")
                .event(:contacts, "ann", "2024-01-03", "price", 1.5)
                .event(:touches, "ann", "2024-01-04", nil, 1)
                .event(:surveys, "ann", 1_704_412_800, nil, 9)
                .event(:cancellations, "ann", "2024-01-01")
    assert_equal @shop.bytes, other.bytes
    assert_equal 2, other.count_in_ledger(:contacts)
    assert_equal [1.5], other.history("ann", :contacts).map(&:cost)
    again = Cev::Portfolio.new.record(@shop.export)
    %i[contacts touches surveys cancellations].each do |ledger|
      again.record_events(ledger, @shop.export(ledger))
    end
    assert_equal @shop.bytes, again.bytes
  end

  def test_attributes_are_long_or_wide
    @shop.record_events(:attributes, [{ customer: "ann", town: "Ulm", age: 30 },
                                      { customer: "bob", town: nil, age: 40 }])
    other = shop.record_events(:attributes,
                               { customer: %w[ann bob], name: %w[age age],
                                 value: [30, 40] }, attribute: :name)
                .event(:attributes, "ann", nil, "town", "Ulm")
    assert_equal @shop.bytes, other.bytes
  end

  def test_what_cannot_be_taken
    before = @shop.bytes
    error(Cev::KindError, /visits/) do
      @shop.record_events(:visits, [{ customer: "ann", time: 0 }])
    end
    error(Cev::ArgumentError, /no column :sort/) do
      @shop.record_events(:contacts, [{ customer: "ann", time: 0 }], sort: :x)
    end
    error(Cev::ArgumentError, /no field :tariff/) do
      @shop.record_events(:attributes, [{ customer: "ann" }], plan: :tariff)
    end
    error(Cev::ArgumentError, /:visits is no ledger/) do
      @shop.count_in_ledger(:visits)
    end
    assert_equal before, @shop.bytes
  end

  def test_features_feed_learners
    @shop.as_of = "2016-10-20"
    now = @shop.features(windows: %w[2w 60d])
    assert_respond_to now.first, :purchases_14
    learnt = @shop.features(holdout: "30d", windows: "14,60",
                            outcomes: %i[left bought])
    assert_equal %i[left bought], learnt.first.to_h.keys.last(2)
    model = Cev::Estimator.new(:glm, target: :bought)
    model.fit(@shop.features(holdout: "30d", windows: [14, 60],
                             outcomes: :bought))
    assert_equal now.size, model.predict(now).size
  end
end

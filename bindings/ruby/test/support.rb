# frozen_string_literal: true

# What the tests share: reference data and a shop.
require "csv"
require "minitest"
require "tmpdir"
require "cev"

module Support
  ROOT = File.expand_path("../../..", __dir__)
  SHARED = File.join(ENV.fetch("CEV_SHARED", File.join(ROOT, "..", "shared")),
                     "data")

  Order = Struct.new(:email, :created_at, :total_price)

  # A file of the reference data; the test is skipped where it is absent.
  def shared(name)
    path = File.join(SHARED, name)
    skip "no #{path}" unless File.exist?(path)
    path
  end

  def shared_rows(name)
    CSV.foreach(shared(name), headers: true)
  end

  # The orders of CDNOW as Ruby's own values.
  def cdnow(name = "cdnow_sample.csv")
    rows = shared_rows(name).to_a
    Cev::Portfolio.new.record({ customer: rows.map { |r| r["customer_id"].to_i },
                                time: rows.map { |r| r["date"] },
                                amount: rows.map { |r| r["amount"] } })
  end

  # Orders of an invented shop, by a rule: no two customers are alike.
  def orders(customers = 40)
    (0...customers).flat_map do |i|
      (0..i * 7 % 5).map do |k|
        { customer: format("customer %02d", i),
          time: (17_000 + i * 3 + k * (9 + i)) * 86_400,
          amount: 10.0 + (i * 13 + k * 7) % 50 }
      end
    end
  end

  def shop(customers = 40)
    Cev::Portfolio.new.record(orders(customers))
  end

  # Histories in which no two are alike, so that a fit takes its time.
  def market(customers = 40_000)
    chance = Random.new(4)
    x = Array.new(customers) { chance.rand(6).to_f }
    age = Array.new(customers) { chance.rand(100.0..200.0) }
    last = x.zip(age).map { |n, a| n.zero? ? 0.0 : chance.rand(1.0..a) }
    columns = { x: x, t_x: last, T: age }.to_h do |name, values|
      [name, Cev.const_get(:Columns).column(name, values)]
    end
    Cev::Table.new(columns, customers)
  end

  def rows(table)
    table.map(&:to_h)
  end

  def error(kind, pattern, &block)
    assert_match(pattern, assert_raises(kind, &block).message)
  end
end

class Case < Minitest::Test
  include Support
end

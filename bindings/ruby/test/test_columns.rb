# frozen_string_literal: true

require "bigdecimal"

# Columns on their way in and tables on their way out.
class Lists < Case
  Columns = Cev.const_get(:Columns)

  # What the library holds of a column.
  def back(values)
    lent = Columns.lend(Cev.const_get(:Context).new,
                        { c: Columns.column(:c, values) })
    Cev::Table.of(lent)[:c]
  end

  def test_numbers_and_text
    assert_equal [1.5, 2.0], back([1.5, 2])
    assert_equal [3, -5, 2**62], back([3, -5, 2**62])
    assert_equal ["ada", "", "Jürgen", "🙂"], back(%w[ada] + ["", "Jürgen", :🙂])
    assert_equal [12.5, 1.0], back([BigDecimal("12.5"), 1r])
    assert_empty back([])
    assert_equal ["Jürgen"], back(["Jürgen".encode("ISO-8859-1")])
    assert_equal Encoding::UTF_8, back(["ada"]).first.encoding
  end

  def test_gaps
    assert_equal ["ada", nil], back(["ada", nil])
    assert_equal [1.5, nil, nil], back([1.5, nil, Float::NAN])
    assert_equal [nil, 7, nil, 8, *[9] * 9, nil],
                 back([nil, 7, nil, 8, *[9] * 9, nil])
    assert_equal [nil, nil], back([nil, nil])
  end

  def test_refused
    error(Cev::ArgumentError, /c\[1\] "b\\u0000b" holds .*NUL/) do
      back(["ada", "b\0b"])
    end
    error(Cev::ArgumentError, /c\[1\] is 7; wanted text/) { back(["ada", 7]) }
    error(Cev::ArgumentError, /c\[1\] is .*Object.*number/) do
      back([1.0, Object.new])
    end
    error(Cev::ArgumentError, /column c is String/) { back("ada") }
    assert_raises(Cev::LimitError) { back([2**63]) }
    error(Cev::ArgumentError, /T has 1 rows/) do
      Cev::BGNBD.new.fit({ x: [0, 0], t_x: [0, 0], T: [1] })
    end
  end

  def test_numbers_from_text
    { "12.50" => 12.5, " -3 " => -3.0, "1e3" => 1000.0, ".5" => 0.5,
      7 => 7.0 }.each do |text, wanted|
      assert_equal wanted, Columns.number(text)
    end
    assert_predicate Columns.number(""), :nan?
    ["12,50", "0x1A", "1_000", "€ 3", "NaN"].each do |text|
      assert_raises(TypeError) { Columns.number(text) }
    end
  end
end

class Tables < Case
  def setup
    @table = shop.summarise
  end

  def test_rows_are_structs
    row = @table[1]
    assert_kind_of Struct, row
    assert_equal ["customer 01", 2.0, 2.0], [row.customer, row.x, row[:x]]
    assert_nil @table[0].m_x
    assert_equal row, @table.to_a[1]
    assert_equal @table.to_a.last, @table[-1]
    assert_nil @table[40]
    assert_same @table[0].class, @table[1].class
  end

  def test_columns
    assert_equal @table.map(&:T), @table[:T]
    assert_equal @table[:T], @table["T"]
    assert_equal @table.columns, @table.to_h.keys
    error(Cev::NotFoundError, /no column y; there are: customer, x/) do
      @table[:y]
    end
    assert_equal [40, 40, 40], [@table.size, @table.count, @table.each.size]
  end

  def test_the_top
    top = @table.top(:revenue, 3)
    assert_equal @table.map(&:revenue).max(3), top[:revenue]
    assert_equal top[0].to_h, @table.max_by(&:revenue).to_h
    assert_raises(Cev::ColumnError) { @table.top(:customer, 3) }
  end

  def test_many_rows
    rows = Array.new(3000) { |i| { customer: i, time: 86_400 * i, amount: 1 } }
    table = Cev::Portfolio.new.record(rows).summarise
    assert_equal (0...3000).to_a, table.map(&:customer)
    assert_equal (0...3000).to_a, table[:customer]
  end

  def test_shown
    lines = @table.to_s.lines
    assert_equal 22, lines.size
    assert_match(/customer +x +t_x +T/, lines.first)
    assert_match(/customer 01 +2 +20/, lines[2])
    assert_equal "... 40 rows", lines.last
    assert_match(/40 rows of customer, x/, @table.inspect)
  end

  def test_a_column_outlives_its_table
    row = shop.summarise.top(:revenue, 1)
    GC.start
    assert_equal 225.0, row[0].revenue
  end
end

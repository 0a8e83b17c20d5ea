# frozen_string_literal: true

# Models that learn a column, from whatever has columns.
class Learners < Case
  Visit = Struct.new(:churned, :visits, :plan, :news)

  def setup
    @rows = (0...60).map do |i|
      { churned: i % 3 == 0 ? "yes" : "no", visits: i % 7 + (i % 3) * 2,
        plan: %w[month year][i % 2], news: (i % 5).zero? }
    end
    @columns = @rows.first.keys.to_h { |key| [key, @rows.map { |row| row[key] }] }
    @model = Cev::GLM.new(target: :churned).fit(@columns)
  end

  def test_every_field_of_a_row_tells
    assert_equal ["intercept", "news", "plan=year", "visits"],
                 @model.params.keys.sort
    [@rows, @rows.map { |row| row.transform_keys(&:to_s) },
     @rows.map { |row| Visit.new(*row.values) }].each do |rows|
      assert_equal @model.bytes, Cev::GLM.new(target: :churned).fit(rows).bytes
    end
    assert_equal @rows.size, @model.predict(@rows).size
  end

  def test_what_is_learnt_may_stand_apart
    columns = @columns.dup
    churned = columns.delete(:churned)
    apart = Cev::GLM.new(target: :churned).fit(columns, churned)
    assert_equal @model.predict(@columns)[:prediction],
                 apart.predict(columns)[:prediction]
  end

  def test_scores_if_nothing_is_said
    assert_equal @model.evaluate(@rows, :scores).to_s,
                 @model.evaluate(@rows).to_s
  end

  def test_rows_without_names
    rows = @rows.map { |row| row.values_at(:visits, :plan) }
    churned = @rows.map { |row| row[:churned] == "yes" }
    model = Cev::GLM.new.fit(rows, churned)
    assert_includes model.params.keys, "x1=year"
    assert_equal rows.size, model.predict(rows)[:prediction].compact.size
  end

  def test_what_is_refused
    { "learns no target" => -> { Cev::BGNBD.new.fit(@columns, [1]) },
      "others have 60" => -> { Cev::GLM.new.fit(@columns, [1]) },
      "different lengths" => -> { Cev::GLM.new.fit([[1], [1, 2]], [0, 1]) },
      "no column \"target\"" => -> { Cev::GLM.new.fit([]) } }.each do |said, call|
      assert_match said, assert_raises(Cev::Error, &call).message
    end
  end
end

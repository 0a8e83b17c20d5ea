# frozen_string_literal: true

# Charts: documents whose data sets have the columns that they say.
class Charts < Case
  ANSWERS = { answer: [9, 3, 7, 8, 2, 10, 5, 6, 4, 8],
              price: [4, 2, 3, 5, 1, 5, 3, 2, 2, 4],
              service: [5, 1, 4, 4, 2, 5, 2, 4, 3, 3] }.freeze

  def customers
    found = shop.summarise
    { customer: found[:customer], revenue: found[:revenue],
      segment: found[:x].map { |x| x > 1 ? "often" : "seldom" } }
  end

  def all
    here = customers
    later = here.merge(segment: here[:segment].rotate(3))
    moved = Cev.segments_migration(here, later).moves
    [*%i[retention revenue margin clv].map do |show|
       Cev::Plot.cohorts(shop, :month, show: show)
     end,
     Cev::Plot.indicators(shop, :month),
     Cev::Plot.segment_map(Cev.segments_profit(here)),
     Cev::Plot.migration(moved), Cev::Plot.whale(Cev.segments_whale(here)),
     Cev::Plot.drivers(Cev.survey_drivers(ANSWERS))]
  end

  def test_documents_have_the_data_that_they_want
    all.each do |chart|
      whole = JSON.parse(chart.to_json)
      wanted = whole["usermeta"]["data"]
      assert_equal wanted.keys, whole["datasets"].keys, chart.name
      whole["datasets"].each do |set, rows|
        refute_empty rows, chart.name
        assert_empty rows.flat_map(&:keys).uniq - wanted[set].keys, chart.name
      end
      refute_empty chart.read
      refute_empty chart.rests_on
    end
  end

  def test_figures_are_those_of_the_tables
    row = shop.indicators(:year).find { |each| each.complete == 1 }
    told = Cev::Plot.indicators(shop, :year).data["indicators"].first
    assert_equal [row.period.year.to_s, row.revenue, row.revenue_lo],
                 told.values_at("period", "value", "lo")
    boxes = Cev::Plot.segment_map(Cev.segments_profit(customers))
                     .data["segment_map"]
    assert_in_delta 1.0, boxes.last["to"], 1e-12
    assert_equal boxes.first["to"], boxes.last["from"]
  end

  def test_words_and_mistakes
    chart = Cev::Plot.cohorts(shop, :quarter)
    assert_includes chart.to_json, "Quarters since the first order"
    assert_match(/\A\d{4}-Q[1-4]\z/, chart.data["cohorts"].first["cohort"])
    Dir.mktmpdir do |folder|
      path = chart.save(File.join(folder, "chart.json"))
      assert_equal chart.to_json, File.read(path, encoding: "UTF-8")
    end
    error = assert_raises(Cev::ArgumentError) do
      Cev::Plot.cohorts(shop, show: :profit)
    end
    assert_match(/wanted one of retention/, error.message)
  end
end

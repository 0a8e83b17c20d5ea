# frozen_string_literal: true

# The session that ends docs/ruby.md, word for word.
class Session < Case
  MANUAL = File.join(Support::ROOT, "docs", "ruby.md")

  def text
    File.read(MANUAL, encoding: "UTF-8").split("## A session").last[
      /```ruby\n(.*?)```/m, 1]
  end

  def run_session(orders)
    here = binding
    here.local_variable_set(:orders, orders)
    Dir.mktmpdir do |folder|
      Dir.chdir(folder) do
        said, = capture_io { here.eval(text, MANUAL) }
        portfolio, clv, best, late = %i[portfolio clv best late].map do |name|
          here.local_variable_get(name)
        end
        yield said, portfolio, clv, best, late
      end
    end
  end

  # The last lines of the session want the program and its page.
  def check(orders)
    page_or_skip
    run_session(orders) do |said, portfolio, clv, best, late|
      assert_includes File.read("report.html", encoding: "UTF-8"), "<html"
      assert_equal orders.size, portfolio.report.rows_read
      assert_match(/^rows_read +#{orders.size}$/, said)
      assert_match(/^ +\w+\.r +0\.\d+ +0\.\d+/, said)
      assert_match(/^Chosen from \d+ models/, said)
      clv.verdict.each { |words| assert_includes said, words }
      assert_match(/^champions: \d+ customers, \d+\.\d+$/, said)
      assert_equal 20, best.size
      assert_equal best, best.sort_by { |row| -row.clv }
      assert(best.all? { |row| row.clv.between?(row.clv_lo, row.clv_hi) })
      refute_empty late
      assert(late.all? { |row| row.p_alive < 0.3 && row.x > 3 })
      assert_equal rows(clv.predict(portfolio)),
                   rows(Cev.load("model.cev").predict(portfolio))
    end
  end

  def page_or_skip
    Cev.report(File::NULL, shop)
  rescue Cev::Error => e
    raise unless e.message.match?(/built without the page|is not here/)

    skip e.message
  end

  def test_with_times_and_numbers
    check(shared_rows("cdnow_sample.csv").map do |row|
      Support::Order.new("#{row['customer_id']}@example.org",
                         Time.new(*row["date"].split("-").map(&:to_i), 9, 0, 0,
                                  "-05:00"), row["amount"].to_f)
    end)
  end

  def test_with_text_as_shops_write_it
    check(shared_rows("cdnow_sample.csv").map do |row|
      Support::Order.new("#{row['customer_id']}@example.org",
                         "#{row['date']}T09:00:00-05:00", row["amount"])
    end)
  end
end

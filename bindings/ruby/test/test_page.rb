# frozen_string_literal: true

require "json"

# The report page, where the program and its page are built.
class Pages < Case
  def page(portfolio, *more, **given)
    Dir.mktmpdir do |folder|
      path = File.join(folder, "report.html")
      Cev.report(path, portfolio, *more, **given)
      yield JSON.parse(File.read(path, encoding: "UTF-8")[
        %r{<script[^>]*type="application/json"[^>]*>(.*?)</script>}m, 1])
    end
  rescue Cev::Error => e
    raise unless e.message.match?(/built without the page|is not here/)

    skip e.message
  end

  def test_it_is_of_this_portfolio_and_these_options
    train, = shop.split(holdout: "4w")
    clv = Cev::CLV.new(margin: 0.4, discount: 0.2, horizon: "26w",
                       time_unit: "w").fit(train)
    page(train, clv, title: "Ours", pseudonymise: true) do |data|
      assert_equal ["Ours", true, 0.4, 0.2, 182, "weeks"],
                   data.values_at("title", "pseudonymised", "margin",
                                  "discount", "horizon_days", "unit")
      assert_equal train.last_day, data["as_of"]
      assert_equal [train.orders, "as written"],
                   data["quality"].values_at("sales", "zone")
      assert_equal "portfolio.cev", data["quality"]["files"][0]["name"]
    end
  end

  def test_customers_that_are_numbers
    page(cdnow, holdout: "0") do |data|
      assert_equal [6919, 0], data["quality"].values_at("sales", "refunds")
    end
  end

  def test_what_the_program_refuses_is_an_error
    error(Cev::Error, /no option --nonsense|not here/) do
      Cev.report("/dev/null", shop, nonsense: 1)
    end
    old = ENV.fetch("CEV_PROGRAM", nil)
    ENV["CEV_PROGRAM"] = "/nonexistent/cev"
    error(Cev::Error, /CEV_PROGRAM/) { Cev.report("/dev/null", shop) }
  ensure
    ENV["CEV_PROGRAM"] = old
  end
end

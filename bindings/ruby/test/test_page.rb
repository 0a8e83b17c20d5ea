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

  # 120 customers, of whom some stay away.
  def lively
    orders = (0...120).flat_map do |c|
      (c % 3).step((3 + (c * 5 % 17)) - 1, 1 + (c % 2)).map do |month|
        [c, format("%d-%02d-%02d", 2023 + (month / 12), (month % 12) + 1,
                   1 + (c % 28)), 10.0 + (c % 7)]
      end
    end
    Cev::Portfolio.new.record(
      %i[customer time amount].zip(orders.transpose).to_h
    )
  end

  def test_learners_are_shown_as_they_were_given
    shop = lively
    known = shop.features(as_of: "2023-12-31", holdout: "90d",
                          outcomes: "left bought")
    churn = Cev::Churn.new(target: "left", offer: 3.0).fit(known)
    buys = Cev::GLM.new(target: "bought").fit(known)
    page(shop, Cev::CLV.new(purchases: "mbgnbd").fit(shop), nil,
         [churn, buys], within: "90d", holdout: "0") do |data|
      assert_equal ["churn", 3.0, 90],
                   data["churn"].values_at("given", "offer", "days")
      assert_equal "glm", data["buyers"]["given"]["given"]
      today = shop.features
      chances = today.map { |row| row.customer.to_s }
                     .zip(churn.predict(today).map(&:prediction)).to_h
      rows = data["churn"]["customers"]["rows"]
      refute_empty rows
      rows.each { |name, said| assert_in_delta chances[name], said, 1e-4 }
    end
  end

  def test_what_cannot_be_shown_is_an_error
    error(Cev::ArgumentError, /five classes/) do
      Cev.report("/dev/null", shop, nil, Cev::RFM.new(scores: 3))
    end
    error(Cev::StateError, /fitted/) do
      Cev.report("/dev/null", shop, nil, nil, Cev::GLM.new)
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

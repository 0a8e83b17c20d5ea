# frozen_string_literal: true

# What C saved loads here and gives the same bits.
class SavedInC < Case
  def setup
    @folder = ENV.fetch("CEV_SAVED", "")
    return if File.exist?(File.join(@folder, "answers.csv"))

    skip "tests/bindings/ruby.sh makes the files"
  end

  def path(name)
    File.join(@folder, name)
  end

  # The answers that tests/bindings/save_bytes.c records.
  def ask(portfolio)
    40.times do |i|
      delivery = i * 7 % 11
      price = i * 5 % 9
      { Recommend: ((8 * delivery) + price + (i % 3)) / 10.0, delivery: delivery,
        price: price }.each do |question, score|
        portfolio.event(:surveys, format("customer %02d", i), 17_200 * 86_400,
                        question.to_s, score)
      end
    end
    portfolio
  end

  def test_the_portfolio_is_that_of_ruby
    assert_equal File.binread(path("portfolio.cev")), ask(shop).bytes
  end

  def test_the_model_answers_to_the_bit
    portfolio = Cev.load(path("portfolio.cev"))
    model = Cev.load(path("model.cev"))
    fitted = Cev::CLV.new(time_unit: "w", margin: 0.4, horizon: 52)
                     .fit(portfolio)
    assert_equal File.binread(path("model.cev")), fitted.bytes
    wanted = CSV.read(path("answers.csv")).map do |name, *more|
      [name, *more.map { |each| Float(each) }]
    end
    [model, fitted].each do |each|
      seen = each.predict(portfolio).map do |row|
        [row.customer, row.p_alive, row.clv, row.clv_hi]
      end
      assert_equal wanted, seen
    end
  end
end

# And what Python saved, where there is Python.
class SavedInPython < Case
  SCRIPT = <<~PYTHON
    import sys, cev
    sys.path.insert(0, sys.argv[1])
    from support import shop
    p = cev.Portfolio.from_orders(shop())
    model = cev.CLV(margin=0.4).fit(p)
    p.save(sys.argv[2] + "/portfolio.cev")
    model.save(sys.argv[2] + "/model.cev")
    for row in model.predict(p):
        print(row["customer"], row["clv"].hex(), sep=",")
  PYTHON

  def test_there_and_here_to_the_bit
    python = File.join(Support::ROOT, "bindings", "python")
    Dir.mktmpdir do |folder|
      said = IO.popen([{ "PYTHONPATH" => python },
                       "python3", "-B", "-c", SCRIPT,
                       File.join(python, "tests"), folder],
                      err: File::NULL, &:read)
      skip "Python with this library does not run" unless $?.success?
      portfolio = Cev.load(File.join(folder, "portfolio.cev"))
      model = Cev.load(File.join(folder, "model.cev"))
      wanted = said.lines.map { |line| line.chomp.split(",") }
      assert_equal 40, wanted.size
      assert_equal wanted.map { |name, clv| [name, Float(clv)] },
                   model.predict(portfolio).map { |r| [r.customer, r.clv] }
      assert_equal shop.bytes, portfolio.bytes
      assert_equal Cev::CLV.new(margin: 0.4).fit(shop).bytes, model.bytes
    end
  end
end

# frozen_string_literal: true

# Kernels through the binding. 1e-12 of 50-digit values; a log-likelihood whose
# terms cancel has an error of 1e-14 of the largest of them, which is of the
# size of (r + x) log(alpha + T).
class Reference < Case
  MODELS = { "bgnbd" => :bgnbd, "mbgnbd" => :mbgnbd,
             "pnbd" => :pareto_nbd }.freeze

  def check(seen, wanted, row, slack = 0.0)
    assert_operator (seen - wanted).abs, :<=,
                    1e-12 * wanted.abs + slack + 1e-300, row.to_h.to_s
  end

  def kernel(row, name, *more)
    Cev::Kernels.public_send(
      :"#{MODELS[row['model']]}_#{name}", params(row, 4),
      *%w[x t_x T].map { |column| [row[column].to_f] }, *more).first
  end

  def params(row, count)
    (1..count).map { |i| row["p#{i}"].to_f }
  end

  def slack(row)
    r, alpha, _, last = params(row, 4)
    1e-14 * (r + row["x"].to_f + last) *
      [1.0, Math.log(alpha + row["T"].to_f).abs].max
  end

  def test_purchase_models
    rows = shared_rows("reference_vectors.csv").select { |r| MODELS[r["model"]] }
    refute_empty rows
    rows.each do |row|
      check kernel(row, "p_alive"), row["p_alive"].to_f, row
      check kernel(row, "log_likelihood"), row["loglik"].to_f, row, slack(row)
      check kernel(row, "expected", row["t"].to_f), row["cond_exp"].to_f, row
      next unless row["dert"]

      check kernel(row, "dert", row["delta"].to_f), row["dert"].to_f, row
    end
  end

  def test_gamma_gamma
    shared_rows("reference_vectors.csv").each do |row|
      next unless row["model"] == "gg" && row["cond_exp"]

      wanted = row["cond_exp"] == "inf" ? Float::INFINITY : row["cond_exp"].to_f
      p, q, gamma = params(row, 3)
      x = row["x"].to_f
      next if p * x + q <= 1 || wanted.infinite?

      check Cev::Kernels.gamma_gamma_expected(
        [p, q, gamma], [x], [x.zero? ? 0.0 : row["m_x"].to_f]).first, wanted,
            row
    end
  end
end

class Calls < Case
  # Published for the CDNOW sample (Fader, Hardie & Lee 2005): x, t_x, T of its
  # first two customers.
  CDNOW = [0.243, 4.414, 0.793, 2.426].freeze
  HISTORY = [[2, 1], [30.43, 1.71], [38.86, 38.86]].freeze

  def test_published_probabilities
    seen = Cev::Kernels.bgnbd_p_alive(CDNOW, *HISTORY)
    assert_equal %w[0.727 0.212], seen.map { |value| format("%.3f", value) }
  end

  def test_parameters_by_name_and_a_number_for_all_rows
    named = { a: CDNOW[2], b: CDNOW[3], r: CDNOW[0], alpha: CDNOW[1] }
    assert_equal Cev::Kernels.bgnbd_p_alive(CDNOW, *HISTORY),
                 Cev::Kernels.bgnbd_p_alive(named, *HISTORY.first(2), 38.86)
    assert_equal 1, Cev::Kernels.bgnbd_pmf(CDNOW, 0, 38.86).size
    assert_empty Cev::Kernels.bgnbd_p_alive(CDNOW, [], [], [])
  end

  def test_refusals
    error(Cev::ArgumentError, /wanted 4: r, alpha, a, b/) do
      Cev::Kernels.bgnbd_p_alive(CDNOW.first(3), *HISTORY)
    end
    error(Cev::ArgumentError, /t_x has 1 rows/) do
      Cev::Kernels.bgnbd_p_alive(CDNOW, [2, 1], [30.43], [38.86, 38.86])
    end
    assert_raises(Cev::DomainError) do
      Cev::Kernels.bgnbd_p_alive(CDNOW, [2], [38.86], [30.43])
    end
    error(ArgumentError, /params, x, t_x, T/) do
      Cev::Kernels.bgnbd_p_alive(CDNOW, *HISTORY.first(2))
    end
  end
end

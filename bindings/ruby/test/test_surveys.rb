# frozen_string_literal: true

# Answers of customers: who would recommend the shop and leaves, and indices.
class Surveys < Case
  ANSWERS = [{ customer: "ann", answer: 10 }, { customer: "bob", answer: 3 },
             { customer: "cy", answer: 9 }].freeze
  CUSTOMERS = [{ customer: "ann", p_alive: 0.2, revenue: 100.0 },
               { customer: "bob", p_alive: 0.9, revenue: 50.0 },
               { customer: "cy", p_alive: 0.8, revenue: 30.0 },
               { customer: "dee", p_alive: 0.1, revenue: 5.0 }].freeze

  def test_promoters_at_risk
    found = Cev.survey_promoters(ANSWERS, CUSTOMERS)
    assert_equal ["promoter at risk", "detractor", "promoter", "silent at risk"],
                 found.out.map(&:standing)
    promoters = found.attitudes.first
    assert_equal ["promoter", 2, 1, 130.0, 100.0],
                 [promoters.attitude, promoters.customers, promoters.at_risk,
                  promoters.value, promoters.value_at_risk]
    assert_in_delta 0.5, promoters.at_risk_share
  end

  def test_promoters_by_another_threshold
    found = Cev.survey_promoters(ANSWERS, CUSTOMERS, threshold: 0.85)
    assert_equal [1, 0, 1, 1], found.out.map(&:at_risk)
    error = assert_raises(Cev::Error) do
      Cev.survey_promoters([{ customer: "ann", answer: 11 }], CUSTOMERS)
    end
    assert_match(/answer\[0\] = 11/, error.message)
  end

  def test_an_index_of_several_questions
    index = Cev.survey_index([{ customer: "ann", trust: 5, care: 1 },
                              { customer: "bob", trust: 3, care: nil },
                              { customer: "cy", trust: nil, care: nil }],
                             features: %w[trust care])
    assert_equal %w[ann bob cy], index.map(&:customer)
    assert_equal [50.0, 50.0, nil], index.map(&:answer)
    assert_equal [2, 1, 0], index.map(&:answered)
  end
end

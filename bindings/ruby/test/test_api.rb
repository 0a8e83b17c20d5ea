# frozen_string_literal: true

# The library, its description and the binding agree.
class Agreement < Case
  Api = Cev.const_get(:Api)

  def test_every_function_described_is_in_the_library
    Api.description["functions"].each_key do |name|
      assert_respond_to Api.function(name.to_sym), :call
    end
  end

  def test_every_status_has_an_error
    found = Api.description["constants"].select { |n, _| n =~ /\ACEV_ERR_/ }
    refute_empty found
    found.each do |name, status|
      made = Cev::Error.for_status(status, "")
      assert_equal name, made.message
      assert_equal status, made.status
      assert_operator made.class, :<, Cev::Error
      assert_equal status, made.class.status
    end
    assert_equal Cev::NotFoundError, Cev::Error.for_status(21, "x").class
  end

  def test_a_status_that_is_new_in_c_is_a_plain_error
    made = Cev::Error.for_status(99, "what")
    assert_equal [Cev::Error, 99, "what"],
                 [made.class, made.status, made.message]
  end

  def test_kinds_and_options_are_those_of_the_library
    described = Api.description["kinds"].to_h do |name, entry|
      [name.to_sym, entry.transform_values do |value|
        value.is_a?(Array) ? value.map(&:to_sym) : value
      end]
    end
    seen = Cev.kinds.transform_values do |kind|
      kind.to_h.except(:name).transform_keys(&:to_s)
    end
    assert_equal described, seen
    assert_equal Api.description["options"].keys, Cev.options.keys.map(&:to_s)
  end

  def test_every_kind_has_a_class
    Cev.kinds.each do |name, kind|
      made = Cev.const_get(Cev::Model.class_name(name))
      assert_equal name, made.kind
      base = kind.handle == "estimator" ? Cev::Estimator : Cev::Segmenter
      assert_operator made, :<, base
      assert_equal name, made.new.kind
    end
    { bgnbd: :BGNBD, gamma_gamma: :GammaGamma, clv: :CLV,
      pareto_nbd: :ParetoNBD, rfm: :RFM }.each do |kind, name|
      assert_equal name, Cev::Model.class_name(kind)
    end
  end

  def test_every_kernel_of_the_header_is_bound
    assert_includes Cev::Kernels.names, :bgnbd_p_alive
    assert_respond_to Cev::Kernels, :bgnbd_p_alive
    refute_respond_to Cev::Kernels, :nonsense
    assert_raises(NoMethodError) { Cev::Kernels.nonsense }
  end

  def test_what_is_not_there_says_so
    assert_raises(NameError) { Cev::Nonsense }
    error(Cev::KindError, /nonsense/) { Cev::Estimator.new(:nonsense) }
    error(Cev::ArgumentError, /which kind/) { Cev::Estimator.new }
    error(Cev::OptionError, /did you mean "margin"/) do
      Cev::CLV.new(marign: 0.4)
    end
  end
end

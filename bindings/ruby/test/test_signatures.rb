# frozen_string_literal: true

# The signatures in sig/ and those that the build writes agree with the code.
class Signatures < Case
  HERE = File.expand_path("..", __dir__)

  def environment
    require "rbs"
    require_relative "../gather"
    loader = RBS::EnvironmentLoader.new
    loader.add(library: "date")
    RBS::Environment.from_loader(loader).tap do |made|
      [File.read(File.join(HERE, "sig", "cev.rbs")),
       Gather.signatures].each do |text|
        RBS::Parser.parse_signature(text).each { |each| made << each }
      end
    end.resolve_type_names
  rescue LoadError
    skip "the gem rbs is not installed"
  end

  def names(builder, name, singleton: false)
    type = if name
             RBS::TypeName.new(name: name, namespace: RBS::Namespace.parse("::Cev"))
           else
             RBS::TypeName.new(name: :Cev, namespace: RBS::Namespace.root)
           end
    made = singleton ? builder.build_singleton(type) : builder.build_instance(type)
    made.methods.select { |_, m| m.defined_in.to_s.start_with?("::Cev") }.keys
  end

  def test_they_name_what_is_there
    known = environment
    builder = RBS::DefinitionBuilder.new(env: known)
    %i[Portfolio Holdout Table Estimator Segmenter Error].each do |name|
      there = Cev.const_get(name)
      names(builder, name).each do |method|
        assert there.method_defined?(method) ||
               there.private_method_defined?(method), "#{name}##{method}"
      end
      missing = there.public_instance_methods(false) - names(builder, name) -
                %i[inspect initialize_copy marshal_dump marshal_load]
      assert_empty missing, name
    end
    Cev.kinds.each_key do |kind|
      assert_includes names(builder, Cev::Model.class_name(kind)), :fit
    end
    there = names(builder, nil, singleton: true)
    there.each { |method| assert_respond_to Cev, method }
    assert_empty Cev.singleton_methods(false) - there - [:const_missing]
    assert_equal Cev::Kernels.names.sort,
                 names(builder, :Kernels, singleton: true).sort - [:names]
  end
end

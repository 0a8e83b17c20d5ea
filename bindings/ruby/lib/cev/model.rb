# frozen_string_literal: true

module Cev
  # What estimators and segmenters share: a kind, its options, fitting and
  # saving. Options are those that Cev.kinds lists for the kind; lengths of
  # time may be text, such as "12mo", "26w" or "90d".
  class Model
    # Fields of rows that may tell of a time held back.
    HELD_BACK = %i[x_holdout T_holdout m_x_holdout revenue_holdout].freeze
    # So few rows the library answers for in one go: there is no stopping it.
    AT_ONCE = 64
    private_constant :HELD_BACK, :AT_ONCE

    @named = {}
    @naming = Mutex.new

    class << self
      # The kind of a named class; nil for Estimator and Segmenter.
      attr_reader :kind

      # "gamma_gamma" is GammaGamma, "bgnbd" BGNBD: what has no vowel, or none
      # but the first letter, is an abbreviation.
      def class_name(kind)
        kind.to_s.split("_").map do |word|
          word[1..].match?(/[aeiou]/) ? word.capitalize : word.upcase
        end.join.to_sym
      end

      # The class of a kind, made when it is first asked for.
      def named(kind)
        Model.naming.synchronize do
          next Cev.const_get(class_name(kind)) if
            Cev.const_defined?(class_name(kind), false)

          handle = Options.kinds.fetch(kind).handle
          made = Class.new(handle == "estimator" ? Estimator : Segmenter)
          made.instance_variable_set(:@kind, kind)
          Cev.const_set(class_name(kind), made)
        end
      end

      # Brings a fitted model back from a file of any language. It predicts as
      # it did and has the options that it was saved with.
      def load(path)
        restore(File.binread(path))
      end

      # The same from the bytes that `bytes` gives.
      def restore(bytes)
        handle = Saved.handle(Context.new, noun, bytes)
        found = handle.context.ask(:"cev_#{noun}_kind", handle).to_sym
        unless kind.nil? || kind == found
          raise FormatError, "the bytes hold a #{found}, not a #{kind}"
        end

        Model.named(found).allocate.tap do |made|
          made.send(:become, found, Options.in_force(noun, handle), handle)
        end
      end

      protected

      attr_reader :naming
    end

    attr_reader :kind, :options

    def initialize(kind = self.class.kind, **options)
      raise ArgumentError, "of which kind? See Cev.kinds" if kind.nil?

      context = Context.new
      made = Options.make(context, options)
      become(kind.to_sym, options,
           context.make(noun, :"cev_#{noun}_new", kind.to_s, made))
    end

    # Fits to a row a customer: a Portfolio, what its `summarise` gives, a hash
    # of columns, or rows with the fields that the kind wants. A block is told
    # stage and share done. On error, or when stopped, the last fit stays.
    # `y` is the column that a learner learns, apart from the others. `periods` are rows of what changes for customers in time, where the kind
    # reads them; `seed` is for whatever draws random numbers, now and in
    # answers.
    def fit(customers, y = nil, periods: nil, seed: 0, &progress)
      @handle.context.seed(seed)
      lent = lend(taught(seen(customers), y), periods)
      @handle.context.work(progress, :"cev_#{noun}_fit", @handle, lent)
      self
    end

    # Writes the fitted model to a file; `bytes` is what stands in it.
    def save(path)
      Saved.write(path, bytes)
      self
    end

    def bytes
      Saved.bytes(@handle, noun)
    end

    def inspect
      given = options.map { |key, value| ", #{key}: #{value.inspect}" }.join
      "#<Cev::#{noun.capitalize} #{kind}#{given}>"
    end

    def initialize_copy(other)
      super
      marshal_load(other.marshal_dump)
    end

    def marshal_dump
      [kind, options, fitted_bytes]
    end

    def marshal_load(state)
      kind, options, bytes = state
      return send(:initialize, kind, **options) if bytes.nil?

      become(kind, options, Saved.handle(Context.new, noun, bytes))
    end

    private

    def become(kind, options, handle)
      @kind = kind
      @options = options
      @handle = handle
      @possible = nil
    end

    def noun
      self.class.noun
    end

    # What calls by rule are asked of.
    def held
      @handle
    end

    def fitted_bytes
      bytes
    rescue StateError
      nil
    end

    def time_unit
      options[:time_unit]
    end

    # Seconds of the unit that the model counts in.
    def unit
      Options.unit_seconds(time_unit)
    end

    # What counts as one purchase: where time is counted in opportunities to
    # buy, one of them.
    def bin
      chosen = Options.named(options)[:purchases]
      time_unit if [kind.to_s, chosen.to_s].include?("bgbb")
    end

    # What to fit to: where models are to be compared, a portfolio tells what
    # was known before the last third of its time as well; and one held back
    # what came, where that is learnt from.
    def seen(given)
      return given.compared(unit: time_unit, bin: bin) if
        given.is_a?(Holdout) && possible.any? { |name| name.end_with?("_holdout") }

      choosing = Options.named(options)[:purchases].to_s == "auto"
      return frame(given) unless choosing && given.is_a?(Portfolio)

      given.summarise(unit: time_unit, lookback: 1.0 / 3)
    end

    # A row a customer, as a Table; a portfolio is summarised in the model's
    # unit.
    def frame(given, as_of = nil)
      return given.summarise(as_of: as_of, unit: time_unit, bin: bin) if
        given.is_a?(Portfolio)

      unless as_of.nil?
        raise ArgumentError, "as_of is for portfolios: rows hold for the time " \
                             "at which they were taken"
      end
      given.is_a?(Table) ? checked(given) : columns_of(given)
    end

    def checked(table)
      return table if table.unit.nil? || table.unit == unit ||
                      !takes?(:time_unit)

      raise ArgumentError, "the table counts time in units of #{table.unit} " \
                           "seconds, the model in units of #{unit}: ask the " \
                           "portfolio for unit: #{unit}, or give the model " \
                           "time_unit: #{table.unit}"
    end

    def takes?(option)
      Options.kinds[kind].options.include?(option)
    end

    # The columns among these that the library may want.
    def wanted(names)
      wants = possible
      return names if wants.include?(:*)

      names.select { |name| wants.include?(name) || name.end_with?("_holdout") }
    end

    def columns_of(given)
      columns = given.is_a?(Hash) ? given : fields_of(given)
      columns = columns.transform_keys(&:to_sym)
      made = columns.slice(*wanted(columns.keys)).to_h do |name, values|
        [name, Columns.column(name, values)]
      end
      Table.new(made, made.empty? ? 0 : made.first.last.rows)
    end

    # The fields of rows that the library may want: where it may want any, all
    # that they have. Those of rows without names are x0, x1 and so on.
    def fields_of(given)
      rows = Rows.listed(given)
      return Rows.numbered(rows) if rows.first.is_a?(Array)

      names = possible + HELD_BACK
      names |= Rows.fields(rows.first) if possible.include?(:*)
      Rows.all(rows, names)
    end

    # The frame with the column that is learnt beside it.
    def taught(frame, column)
      return frame if column.nil?
      raise ArgumentError, "#{kind} learns no target" unless takes?(:target)

      target = (options[:target] || Options.listing[:target].default).to_sym
      made = Columns.column(target, column)
      Table.new({ target => made }, made.rows).beside(frame)
    end

    # Those that the kind may want with these options.
    def possible
      @possible ||= begin
        kinds = Options.kinds[kind].wants
        kinds -= [:*] if options[:features]
        kinds + Options.columns(options) + %i[customer customers]
      end
    end

    def lend(table, periods = nil)
      lent = Columns.lend(@handle.context, table.lent(wanted(table.columns)))
      return lent if periods.nil?

      made = Calls.lend(@handle.context, periods)
      @handle.context.call(:cev_table_set_periods, lent, made)
      lent.kept = [lent.kept, made]
      lent
    end

    # A question about customers to the model.
    def ask(progress, verb, frame, given, *more)
      context, name = @handle.context, :"cev_#{noun}_#{verb}"
      options = Options.make(context, given.except(:periods), unit) unless
        given.empty?
      lent = lend(frame, given[:periods])
      asked = [@handle, lent, *more, options]
      return Table.of(context.make(:table, name, *asked)) if
        progress.nil? && more.empty? && lent.rows <= AT_ONCE

      Table.of(context.produce(progress, :table, name, *asked))
    end

    # A question about the fitted model alone.
    def tell(verb)
      @handle.context.make(:table, :"cev_#{noun}_#{verb}", @handle, nil)
    end
  end
end

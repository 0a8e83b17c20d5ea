# frozen_string_literal: true

module Cev
  # The customers of a shop and their orders. It is Enumerable over customers:
  # each is a row of `summarise`.
  #
  # `tz` is the time zone that the shop lives in: Time objects are converted to
  # it. Dates, text without a zone, and whole numbers (seconds since 1970) are
  # the shop's own already. Without `tz` every time is taken as it reads.
  class Portfolio
    include Enumerable

    # The time that answers hold for; nil: the end of the latest day.
    attr_accessor :as_of

    class << self
      # Brings a portfolio back from a file. The time zone is the host's affair
      # and not among the bytes: give it again.
      def load(path, tz: nil)
        restore(File.binread(path), tz: tz)
      end

      # The same from the bytes that `bytes` gives.
      def restore(bytes, tz: nil)
        of(Saved.handle(Context.new, :portfolio, bytes), Zone.of(tz))
      end

      # One of a handle of the library, as `split` makes them.
      def of(handle, zone, *more)
        allocate.tap { |made| made.send(:become, handle, zone, *more) }
      end
    end

    def initialize(tz: nil)
      become(Context.new.make(:portfolio, :cev_portfolio_new), Zone.of(tz))
    end

    # ---- Orders in --------------------------------------------------------

    # Records one order; an amount below zero is a refund, nil is not known.
    # An order without a customer or a time is left out and counted in
    # `report`, as `record` does. `details`: its channel and product, items,
    # discount and cost.
    def add(customer, time, amount = nil, **details)
      return record_one(customer, time, amount, details) if details.any?

      @rows_read += 1
      return skip(:customer) if Orders.missing?(customer)
      return skip(:time) if Orders.missing?(time)

      order(customer, Times.moment(time, @zone), Columns.number(amount))
      self
    rescue TypeError
      @rows_read -= 1
      raise ArgumentError, "amount is #{amount.inspect}; wanted a number"
    rescue Error
      @rows_read -= 1
      raise
    end

    # Adds many orders: all, or on error none. They are rows (objects with
    # these attributes, hashes, the rows of a CSV::Table), or a hash of
    # columns. Rows without a customer or a time are left out and counted in
    # `report`; amount: nil says that the money is not known. `details` are the
    # fields of what else is known: channel: :source, product: :sku (texts),
    # items, discount, cost. A block is told how far it is.
    def record(orders, customer: :customer, time: :time, amount: :amount,
               **details, &progress)
      Orders.details(details)
      named = { amount: amount, **details }.compact
      taken = Orders.columns(orders, [customer, time, *named.values])
      found = Orders.clean(taken, named.keys) do |value|
        Times.moment(value, @zone)
      end
      take_in("orders", found, progress)
    end

    # Adds records to another ledger: :contacts (kind, cost), :touches
    # (campaign, treated), :surveys (question, score), :attributes (attribute
    # and value, or a field for each), :cancellations (reason). Further names
    # say what the rows call these: kind: :topic. Attributes without a time
    # hold from the beginning.
    def record_events(ledger, events, customer: :customer, time: :time,
                      **names, &progress)
      found = Events.found(ledger.to_sym, events, customer, time, names) do |at|
        Times.moment(at, @zone)
      end
      take_in(ledger.to_s, found, progress)
    end

    # Records one event: the key is a kind of contact, a campaign, a question,
    # an attribute or a reason; the value a cost, 0 or 1, a score, or what the
    # attribute is, a number or a text. An attribute whose time is nil holds
    # from the beginning.
    def event(ledger, customer, time, key = nil, value = nil)
      name, who = named(:cev_portfolio_event, customer)
      is_text = value.is_a?(String) || value.is_a?(Symbol)
      @handle.context.call(
        name, @handle, ledger.to_s, who,
        time.nil? ? Times::GAP : Times.moment(time, @zone),
        key && Columns.utf8("key", key),
        is_text ? Float::NAN : Columns.number(value),
        is_text ? Columns.utf8("value", value) : nil)
      @rows_read += 1
      self
    end

    # ---- Answers ----------------------------------------------------------

    # The number of customers, and of orders, refunds included.
    def size
      count_of("customers")
    end

    def orders
      count_of("orders")
    end

    # How many records a ledger has.
    def count_in_ledger(ledger)
      found = count_of(ledger.to_s)
      raise ArgumentError, "#{ledger.inspect} is no ledger" if found.negative?

      found
    end

    # The customers, as `summarise` has them.
    def each(&block)
      return enum_for(:each) { size } unless block

      summarise.each(&block)
      self
    end

    # Rows read, rows left out and why, the span of the orders, the repeat
    # rate with its limits, and the money.
    def report(as_of: nil)
      row = table(:report, as_of).first.to_h
      names = %i[rows_read skipped] + row.keys
      row[:first], row[:last] = row.values_at(:first, :last)
      Table.struct(names).new(@rows_read, @skipped.dup, *row.values)
           .extend(Report)
    end

    # A row a customer: x, t_x, T, litt, m_x, first, last, revenue, refunds;
    # with `holdout`, what each did in that time after `as_of` as well; with
    # `lookback`, a share of the time that the orders span, what was known of
    # each before the last such part. `unit` is the unit of t_x and T, "d" when
    # not given.
    def summarise(as_of: nil, holdout: nil, lookback: nil, unit: nil, bin: nil,
                  &progress)
      table(:summarise, as_of, progress, holdout: holdout, lookback: lookback,
                                         time_unit: unit, bin: bin)
    end

    # The row that `summarise` has of one customer, as a table.
    def customer(customer, as_of: nil, unit: nil, bin: nil)
      options = Options.make(@handle.context, time_unit: unit, bin: bin)
      name, key = named(:cev_portfolio_customer, customer)
      made = @handle.context.make(:table, name, @handle, key, moment(as_of),
                                  options)
      Table.of(made, zone: @zone, unit: Options.unit_seconds(unit))
    end

    # What is known of each customer as of a time, for learners: purchases and
    # their gaps, what happened in the last `windows` (%w[30d 90d 365d]),
    # contacts, answers, attributes. Nothing later changes it; with `holdout`
    # there is what became of them in that time after `as_of` as well:
    # `outcomes`, of :left, :bought, :spent and :treatment.
    def features(as_of: nil, holdout: nil, outcomes: nil, windows: nil,
                 unit: nil, bin: nil, &progress)
      seconds = Options.unit_seconds(unit)
      windows = windows.map { |each| Times.in_units(each, seconds) }
                       .join(",") if windows.is_a?(Array)
      outcomes = outcomes.join(" ") if outcomes.is_a?(Array)
      table(:features, as_of, progress, holdout: holdout, outcomes: outcomes,
                                        windows: windows, time_unit: unit,
                                        bin: bin)
    end

    # Customers by period of their first purchase, a row a cohort and period
    # since: by :day, :week, :month, :quarter or :year. What they are worth by
    # then has limits. `by` :channel or :product tells it of each,
    # `cohorts_by(segments)` by segment.
    def cohorts(period = nil, as_of: nil, bin: nil, margin: nil,
                discount: nil, interval: nil, by: nil)
      table(:cohorts, as_of, period: period, bin: bin, margin: margin,
                             discount: discount, interval: interval, by: by)
    end

    # The shop by period: who bought for the first time and who returned.
    def periods(period = nil, as_of: nil, bin: nil)
      table(:periods, as_of, period: period, bin: bin)
    end

    # The shop by period: customers kept, won and lost, how often and for how
    # much they buy, with intervals, and what moved revenue. `by` :channel or
    # :product tells it of each, `indicators_by(segments)` by segment.
    def indicators(period = nil, as_of: nil, interval: nil, bin: nil,
                   margin: nil, by: nil)
      table(:indicators, as_of, period: period, interval: interval, bin: bin,
                                margin: margin, by: by)
    end

    # Days from a purchase to the next one, and how often each occurs.
    def gaps(as_of: nil, bin: nil)
      table(:gaps, as_of, bin: bin)
    end

    # Repeat purchases over time.
    def tracking(as_of: nil, step: nil, holdout: nil, unit: nil, bin: nil)
      table(:tracking, as_of, step: step, holdout: holdout, time_unit: unit,
                              bin: bin)
    end

    # The orders of one customer, or the records of another ledger, by time.
    def history(customer, ledger = :orders)
      name, key = named(:cev_portfolio_history, customer)
      Table.of(@handle.context.make(:table, name, @handle, ledger.to_s, key),
               zone: @zone)
    end

    # All orders, or the records of another ledger, by customer and time.
    def export(ledger = :orders)
      Table.of(@handle.context.make(:table, :cev_portfolio_export, @handle,
                                    ledger.to_s), zone: @zone)
    end

    def inspect
      "#<Cev::Portfolio: #{size} customers, #{orders} orders>"
    end

    # ---- Splitting, merging, forgetting -----------------------------------

    # Two portfolios: the orders to learn from, and those held back. Give the
    # length of the time to hold back ("26w", or days), in whole days, or the
    # last day to learn from.
    def split(holdout: nil, at: nil)
      unless holdout.nil? ^ at.nil?
        raise ArgumentError, "split wants either holdout: or at:"
      end

      last = last_second
      cut = at ? Times.moment(at, @zone).div(Times::DAY) * Times::DAY +
                 Times::DAY - 1
               : last - Times.in_units(holdout, Times::DAY).floor * Times::DAY
      if cut >= last
        raise ArgumentError, "nothing is held back: the last order is of " +
                             Times.time(last, @zone).strftime("%Y-%m-%d")
      end
      cut_at(cut, last - cut)
    end

    # Adds all records of another portfolio.
    def merge(other)
      copy = Saved.handle(@handle.context, :portfolio, other.bytes)
      @handle.context.call(:cev_portfolio_merge, @handle, copy)
      count_in(*other.counted)
    end

    # Forgets a customer: name and records leave the memory. Tables and files
    # made before, and the two halves of a split, keep theirs.
    def erase(customer)
      name, key = named(:cev_portfolio_erase, customer)
      @handle.context.call(name, @handle, key)
      self
    end

    # Writes the portfolio to a file; `bytes` is what stands in it.
    def save(path)
      Saved.write(path, bytes)
      self
    end

    def bytes
      Saved.bytes(@handle, :portfolio)
    end

    # The day that answers hold for, where `as_of` names one.
    def last_day
      as_of && Time.at(moment(nil), in: "UTC").strftime("%Y-%m-%d")
    end

    # The name of the time zone of the shop; nil where none was given.
    def tz
      @zone&.name
    end

    protected

    def counted
      [@rows_read, @skipped]
    end

    private

    attr_reader :zone

    # An order of which more is known, as a table of one row.
    def record_one(customer, time, amount, details)
      row = { customer: customer, time: time, amount: amount, **details }
      record([row], **details.to_h { |name, _| [name, name] })
    end

    # What calls by rule are asked of.
    def held
      @handle
    end

    def become(handle, zone, as_of = nil)
      @handle = handle
      @zone = zone
      @as_of = as_of
      @rows_read = 0
      @skipped = Hash.new(0)
    end

    def order(customer, time, amount)
      if customer.is_a?(Integer)
        @handle.context.call(:cev_portfolio_order_id, @handle, customer, time,
                             amount)
      else
        @handle.context.call(:cev_portfolio_order, @handle, key(customer),
                             time, amount)
      end
    end

    # Records columns that have been looked through.
    def take_in(ledger, found, progress)
      if found.rows.positive?
        lent = Columns.lend(@handle.context, found.columns)
        @handle.context.work(progress, :cev_portfolio_record, @handle, ledger,
                             lent)
      end
      count_in(found.read, found.skipped)
    end

    def skip(what)
      @skipped["no #{what}"] += 1
      self
    end

    def key(customer)
      unless customer.is_a?(String) || customer.is_a?(Symbol)
        raise ArgumentError, "customer is #{customer.inspect}; wanted text or " \
                             "a whole number"
      end
      Columns.utf8("customer", customer)
    end

    # The call for this sort of customer, by text or by number.
    def named(call, customer)
      return [:"#{call}_id", customer] if customer.is_a?(Integer)

      [call, key(customer)]
    end

    def count_in(read, skipped)
      @rows_read += read
      @skipped.merge!(skipped) { |_why, a, b| a + b }
      self
    end

    def count_of(what)
      @handle.context.ask(:cev_portfolio_count, @handle, what)
    end

    def moment(as_of)
      as_of ||= @as_of
      as_of ? Times.moment(as_of, @zone) : Times::LATEST
    end

    def table(what, as_of, progress = nil, **given)
      options = Options.make(@handle.context, given)
      made = @handle.context.produce(progress, :table, :"cev_portfolio_#{what}",
                                     @handle, moment(as_of), options)
      Table.of(made, zone: @zone,
                     unit: Options.unit_seconds(given[:time_unit]))
    end

    # The last second of the day of the latest order.
    def last_second
      last = @handle.context.make(:table, :cev_portfolio_report, @handle,
                                  Times::LATEST, nil)
      found = Api.call(:cev_table_int64, last, "last", 0)
      raise ArgumentError, "there are no orders to split" if found == Times::GAP

      found.div(Times::DAY) * Times::DAY + Times::DAY - 1
    end

    def cut_at(cut, length)
      outs = Array.new(2) { FFI::MemoryPointer.new(:pointer) }
      @handle.context.call(:cev_portfolio_split, @handle, cut, *outs)
      before, after = outs.map do |out|
        @handle.context.adopt(:portfolio, out.read_pointer)
      end
      [Portfolio.of(before, @zone, cut),
       Holdout.of(after, @zone, nil, self, cut, length)]
    end
  end
end

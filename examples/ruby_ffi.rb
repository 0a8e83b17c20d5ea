# A shop's orders from Ruby, through the ffi gem alone: no binding to install.
#
#     ruby ruby_ffi.rb libcev.so [orders.csv]
#
# The upper half is all that a binding needs; the lower half is the job.
require "ffi"

module Cev
  extend FFI::Library
  ffi_lib File.expand_path(ARGV[0])

  {
    status_name: [[:int32], :string],
    ctx_new: [%i[pointer pointer pointer], :int32],
    ctx_message: [[:pointer], :string],
    options_new: [%i[pointer pointer], :int32],
    options_set_double: [%i[pointer string double], :int32],
    table_row_count: [[:pointer], :int64],
    table_column_count: [[:pointer], :int64],
    table_name: [%i[pointer int64], :string],
    table_column: [%i[pointer string pointer pointer pointer pointer], :int32],
    table_top: [%i[pointer string int64 pointer], :int32],
    portfolio_new: [%i[pointer pointer], :int32],
    portfolio_order_id: [%i[pointer int64 int64 double], :int32],
    portfolio_count: [%i[pointer string], :int64],
    portfolio_summarise: [%i[pointer int64 pointer pointer], :int32],
    portfolio_customer_id: [%i[pointer int64 int64 pointer pointer], :int32],
    estimator_new: [%i[pointer string pointer pointer], :int32],
    estimator_fit: [%i[pointer pointer], :int32],
    estimator_predict: [%i[pointer pointer pointer pointer], :int32],
    estimator_save: [%i[pointer pointer int64 pointer], :int32],
    estimator_load: [%i[pointer pointer int64 pointer], :int32]
  }.each do |name, (takes, gives)|
    attach_function name, "cev_#{name}", takes, gives
  end

  def self.check(status)
    raise "#{status_name(status)}: #{ctx_message(@ctx)}" unless status.zero?
  end

  # What a call makes is its last argument, always.
  def self.made(verb, *args)
    out = FFI::MemoryPointer.new(:pointer)
    check public_send(verb, *args, out)
    out.read_pointer
  end

  def self.ctx
    @ctx ||= made(:ctx_new, nil, nil)
  end

  # A table as an array of hashes; gaps are nil.
  def self.rows(table)
    count = table_row_count(table)
    names = Array.new(table_column_count(table)) { |i| table_name(table, i) }
    names.map { |name| column(table, name, count).map { |v| [name.to_sym, v] } }
         .transpose.map(&:to_h)
  end

  # Columns of results are packed; a gap is NaN, the least int64 or NULL.
  def self.column(table, name, count)
    type = FFI::MemoryPointer.new(:int32)
    data = FFI::MemoryPointer.new(:pointer)
    check table_column(table, name, type, data, nil, nil)
    from = data.read_pointer
    case type.read_int32
    when 1 then from.read_array_of_double(count).map { |v| v unless v.nan? }
    when 2 then from.read_array_of_int64(count).map { |v| v unless v == -2**63 }
    else
      from.read_array_of_pointer(count).map do |text|
        text.read_string.force_encoding("UTF-8") unless text.null?
      end
    end
  end
end

# ---- The job: the same as till.c's ------------------------------------------

today = 20_455 * 86_400
orders = File.readlines(ARGV[1] || "examples/till.csv").map do |line|
  customer, time, amount = line.split(",")
  [customer.to_i, time.to_i, amount.to_f]
end
orders << [1417, today + 36_000, 41.50] << [9001, today + 39_600, 12.75]
orders << [67, today + 40_200, -15.00]

shop = Cev.made(:portfolio_new, Cev.ctx)
orders.each { |order| Cev.check Cev.portfolio_order_id(shop, *order) }

options = Cev.made(:options_new, Cev.ctx)
{ margin: 0.30, horizon: 365 }.each do |key, value|
  Cev.check Cev.options_set_double(options, key.to_s, value)
end
clv = Cev.made(:estimator_new, Cev.ctx, "clv", options)
everybody = Cev.made(:portfolio_summarise, shop, today, nil)
Cev.check Cev.estimator_fit(clv, everybody)

somebody = Cev.made(:portfolio_customer_id, shop, 1417, today, nil)
seen = Cev.rows(somebody).first
answer = Cev.rows(Cev.made(:estimator_predict, clv, somebody, nil)).first

puts format("%d orders of %d customers.",
            Cev.portfolio_count(shop, "orders"),
            Cev.portfolio_count(shop, "customers"))
puts format("Customer 1417 has bought on %.0f days, for %.2f in all.",
            seen[:x] + 1, seen[:revenue])
puts format("Still a customer: %.0f %%. In the next year: %.1f orders of %.2f,",
            100 * answer[:p_alive], answer[:expected_purchases],
            answer[:expected_spend])
puts format("worth %.2f in profit today (the estimate lies in %.2f to %.2f).",
            answer[:clv], answer[:clv_lo], answer[:clv_hi])

# Saved, and brought back, it answers as before.
size = FFI::MemoryPointer.new(:int64)
Cev.check Cev.estimator_save(clv, nil, 0, size)
saved = FFI::MemoryPointer.new(:char, size.read_int64)
Cev.check Cev.estimator_save(clv, saved, saved.size, size)
again = Cev.made(:estimator_load, Cev.ctx, saved, saved.size)
scores = Cev.made(:estimator_predict, again, everybody, nil)
Cev.rows(Cev.made(:table_top, scores, "clv", 3)).each do |row|
  puts format("%6d %8.2f", row[:customer], row[:clv])
end

# frozen_string_literal: true

# What the binding costs, beside the bare call of C: run by hand.
#
#     ruby -Ibindings/ruby/lib -Ibindings/ruby/test bindings/ruby/test/costs.rb
require "support"
include Support

ROWS = 1_000_000
PARAMS = [0.243, 4.414, 0.793, 2.426].freeze
Api = Cev.const_get(:Api)
Columns = Cev.const_get(:Columns)

def processor
  begun = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)
  yield
  Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID) - begun
end

def micro(name, number)
  best = Array.new(7) { processor { number.times { yield } } }.min / number
  puts format("%-36s %7.1f µs", name, best * 1e6)
end

def milli(name)
  GC.start
  puts format("%-36s %7.0f ms", name, Array.new(3) { processor { yield } }.min * 1e3)
end

def million
  chance = Random.new(1)
  age = Array.new(ROWS) { chance.rand(1.0..200.0) }
  x = Array.new(ROWS) { chance.rand(7).to_f }
  { x: x, T: age, m_x: Array.new(ROWS) { chance.rand(5.0..100.0) },
    t_x: x.zip(age).map { |n, a| n.zero? ? 0.0 : a * chance.rand } }
end

portfolio = Cev::Portfolio.new
berlin = Cev::Portfolio.new(tz: "Europe/Berlin")
noon = Time.utc(2024, 5, 31, 12)
small = shop
clv = Cev::CLV.new.fit(small)
one = small.customer("customer 07")
micro("portfolio.add, whole seconds", 20_000) { portfolio.add("ada", 86_400, 12.5) }
micro("portfolio.add, a Time and a zone", 20_000) { berlin.add("ada", noon, 12.5) }
micro("portfolio.orders", 20_000) { portfolio.orders }
micro("one row of a kernel", 5000) do
  Cev::Kernels.bgnbd_p_alive(PARAMS, [2], [30.43], [38.86])
end
micro("portfolio.customer", 1000) { small.customer("customer 07") }
micro("clv.predict of one customer", 1000) { clv.predict(one) }
micro("the same, and its row", 1000) { clv.predict(one).first }

rows = million
table = nil
milli("a million rows in, from arrays") do
  columns = rows.to_h { |name, values| [name, Columns.column(name, values)] }
  table = Cev::Table.new(columns, ROWS)
end
model = Cev::BGNBD.new.fit(small)
lent = model.send(:lend, table)
out = FFI::MemoryPointer.new(:pointer)
milli("C: BGNBD predict") do
  Api.call(:cev_estimator_predict, model.instance_variable_get(:@handle), lent,
           nil, out)
  Api.call(:cev_table_free, out.read_pointer)
end
scores = nil
milli("BGNBD.predict of a table") { scores = model.predict(table) }
milli("a column of it as an array") { scores[:p_alive] }
milli("its rows, 10 fields each") { scores.each { |row| row } }
milli("max_by(20)") { scores.max_by(20, &:p_alive) }
milli("top(:p_alive, 20)") { scores.top(:p_alive, 20) }
milli("Kernels.bgnbd_p_alive from arrays") do
  Cev::Kernels.bgnbd_p_alive(PARAMS, *rows.values_at(:x, :t_x, :T))
end

# frozen_string_literal: true

require "timeout"

# Long work, threads, interrupts and the collector.
class Running < Case
  MARKET = Case.new(nil).market

  def setup
    @model = Cev::BGNBD.new.fit(shop)
    @before = @model.bytes
  end

  def test_progress_is_told
    stages = []
    @model.fit(MARKET) { |stage, done| stages << [stage, done] }
    refute_empty stages
    assert(stages.all? { |_, done| done.between?(0, 1) })
    refute_equal @before, @model.bytes
  end

  def test_what_the_block_raises_comes_out_and_the_last_fit_stays
    error(ZeroDivisionError, /mine/) do
      @model.fit(MARKET) { raise ZeroDivisionError, "mine" }
    end
    assert_raises(Cev::CancelledError) { @model.fit(MARKET) { break } }
    assert_equal @before, @model.bytes
  end

  def test_the_block_cannot_use_the_object_at_work
    portfolio = Cev::Portfolio.new
    error(Cev::StateError, /at work/) do
      portfolio.record(orders(30_000)) { portfolio.size }
    end
    assert_equal 0, portfolio.size
  end

  def test_a_timeout_stops_a_fit
    assert_raises(Timeout::Error) do
      Timeout.timeout(0.05) do
        loop { Cev::BGNBD.new(tol: 1e-15).fit(MARKET) }
      end
    end
    thread = Thread.new { loop { @model.fit(MARKET) } }
    sleep 0.05
    thread.kill.join
    refute_empty @model.predict(shop).to_a
  end

  def test_ctrl_c_stops_a_fit
    assert_raises(Interrupt) do
      @model.fit(MARKET) do
        Process.kill(:INT, Process.pid)
        sleep 0.01
      end
    end
    assert_equal @before, @model.bytes
    assert_raises(Interrupt) do
      Thread.new { sleep 0.05 and Process.kill(:INT, Process.pid) }
      loop { Cev::BGNBD.new(tol: 1e-15).fit(MARKET) }
    end
  end

  # ffi begins a thread with the first callback, which must not outlive Ruby.
  def test_a_program_ends_after_its_first_fit
    program = "require 'support'; include Support; Cev::BGNBD.new.fit(shop(3))"
    folders = [__dir__, File.expand_path("../lib", __dir__)]
    pid = spawn(RbConfig.ruby, *folders.flat_map { |each| ["-I", each] },
                "-e", program)
    status = Timeout.timeout(30) { Process.wait2(pid).last }
    assert_predicate status, :success?
  rescue Timeout::Error
    Process.kill(:KILL, pid)
    flunk "it did not end"
  end

  # Each waits in the middle of its fit until the other is there too.
  def test_threads_fit_at_once
    wanted = Cev::BGNBD.new.fit(MARKET).bytes
    here = Array.new(2) { Queue.new }
    seen = here.each_with_index.map do |mine, i|
      Thread.new do
        has_met = false
        Cev::BGNBD.new.fit(MARKET) do
          next if has_met

          has_met = true
          here[1 - i] << :there
          mine.pop
        end.bytes
      end
    end
    assert_equal [wanted] * 2, seen.map(&:value)
  end

  # A fit may be over before a busy machine gives the other thread its turn: then
  # it is done again.
  def test_other_threads_run_during_a_fit
    counted = 0
    is_fitting = false
    counter = Thread.new { loop { counted += 1 if is_fitting } }
    200.times do
      Thread.new do
        is_fitting = true
        @model.fit(MARKET)
        is_fitting = false
      end.join
      break if counted.positive?
    end
    assert_predicate counted, :positive?
  ensure
    counter.kill
  end

  def test_one_model_asked_by_many_threads
    clv = Cev::CLV.new.fit(shop)
    customers = shop.summarise
    wanted = rows(clv.predict(customers))
    threads = Array.new(4) do
      Thread.new { Array.new(25) { rows(clv.predict(customers)) } }
    end
    assert(threads.flat_map(&:value).all?(wanted))
  end
end

class Freeing < Case
  Context = Cev.const_get(:Context)

  def test_in_any_order
    (0..4).to_a.permutation.each do |order|
      portfolio = shop(3)
      train, hold = portfolio.split(at: 17_010 * 86_400)
      table = portfolio.summarise
      objects = [portfolio, train, hold, table, table.top(:x, 1)]
      portfolio = train = hold = table = nil
      order.each do |place|
        objects[place] = nil
        GC.start if place.zero?
      end
    end
    GC.start
  end

  # In a process of its own, whose collector has less to look at.
  def test_under_a_stressed_collector
    program = <<~PROGRAM
      require "cev"
      shop = Cev::Portfolio.new
      3.times { |c| 3.times { |k| shop.add("c\#{c}", "2024-0\#{k + 1}-07", 9.5) } }
      customers = shop.summarise
      model = Cev::RFM.new.fit(customers)
      GC.stress = true
      exit model.assign(customers).size == 3
    PROGRAM
    assert system(RbConfig.ruby, "-I", File.expand_path("../lib", __dir__),
                  "-e", program)
  end

  def test_what_is_dropped_during_a_call_is_freed_after_it
    gate = Context::Gate.new
    freed = []
    release = gate.releaser(->(pointer) { freed << pointer })
    gate.hold do
      release.call(7)
      assert_empty freed
    end
    assert_equal [7], freed
    release.call(8)
    assert_equal [7, 8], freed
  end

  # What leaks grows each time; a heap that finds its size does not.
  def test_memory_does_not_grow
    skip "no /proc" unless File.exist?("/proc/self/status")
    customers = shop.summarise
    used = []
    6.times do
      300.times { Cev::BGNBD.new.fit(customers).predict(customers) }
      GC.start
      used << File.read("/proc/self/status")[/VmRSS:\s+(\d+)/, 1].to_i
      break if used.size > 2 && used[-1] - used[-2] < 3000
    end
    assert_operator used[-1] - used[-2], :<, 3000, used.inspect
  end
end

# frozen_string_literal: true

module Cev
  # A context of the library with its lock: one thread at a time uses it.
  # Every object that can be asked something has a context of its own, or
  # shares that of the object it came from.
  class Context
    # Frees what the collector drops: at once, or, when the context is at
    # work (finalisers run at any moment on any thread), as soon as it is not.
    class Gate
      def initialize
        @lock = Mutex.new
        @dropped = Queue.new
      end

      # Runs the block while no other thread uses the context.
      def hold(&block)
        if @lock.owned?
          raise StateError, "this object is at work: it cannot be used from " \
                            "its own progress block"
        end
        @lock.synchronize(&block)
      ensure
        empty unless @dropped.empty?
      end

      # A function that frees pointers, for their finalisers. It must not know
      # the handle, which would never be collected then.
      def releaser(free)
        lambda do |pointer|
          @dropped << [free, pointer]
          empty
        end
      end

      private

      def empty
        while !@dropped.empty? && @lock.try_lock
          begin
            free, pointer = @dropped.shift(true)
            free.call(pointer)
          rescue ThreadError # another thread was faster
            nil
          ensure
            @lock.unlock
          end
        end
      end
    end

    # An object of the library, freed when Ruby is done with it.
    class Handle < FFI::AutoPointer
      attr_reader :context
      # The memory that the object borrows, and how many rows of it.
      attr_accessor :kept, :rows

      def initialize(pointer, context, releaser)
        super(pointer, releaser)
        @context = context
      end
    end

    # What the library calls during long work. An error must not leave a
    # callback: it is kept, the library asked to stop, and raised afterwards.
    class Watch
      attr_reader :error

      def initialize(block)
        @block = block
      end

      def report(stage, done)
        return 1 if @error || @is_stopped || Thread.pending_interrupt?

        @is_stopped = true # also by a `break` out of the block
        @block&.call(stage, done)
        @is_stopped = false
        0
      rescue Exception => e
        @error = e
        1
      ensure
        return 1 if @is_stopped
      end
    end

    # The threads among which the library shares its work out. They run C, so
    # that Ruby's other threads run as well.
    class Workers
      attr_reader :callback

      def initialize(threads)
        @threads = threads
        @callback = Api.callback(:cev_parallel_for) do |_user, count, task, state|
          share(count, Api.task(task), state)
        end
      end

      private

      def share(count, task, state)
        indices = Queue.new
        count.times { |index| indices << index }
        indices.close
        Array.new([@threads, count].min) do
          Thread.new do
            while (index = indices.pop)
              task.call(state, index)
            end
          end
        end.each(&:join)
      end
    end

    class << self
      # The workers of contexts to come; nil: each works on its own thread.
      attr_accessor :workers
    end

    def initialize
      @gate = Gate.new
      @releasers = {}
      out = FFI::MemoryPointer.new(:pointer)
      status = Api.call(:cev_ctx_new, nil, nil, out)
      raise Error.for_status(status, "no memory for a context") if status != 0

      @pointer = FFI::AutoPointer.new(out.read_pointer,
                                      Api.function(:cev_ctx_free))
      @workers = Context.workers
      return if @workers.nil?

      Api.call(:cev_ctx_set_parallel, @pointer, @workers.callback, nil)
    end

    # Seeds whatever draws random numbers.
    def seed(number)
      call(:cev_ctx_set_seed, @pointer, number)
    end

    # One call that returns a status; a failure becomes an error.
    def call(name, *arguments)
      @gate.hold { check(Api.call(name, *arguments)) }
    end

    # One call that returns its answer and cannot fail.
    def ask(name, *arguments)
      @gate.hold { Api.call(name, *arguments) }
    end

    # A call that may take long: other threads run meanwhile. With a block, and
    # in the main thread, it tells how far it is and stops for whatever
    # interrupts the thread: Ctrl-C, Timeout, Thread#raise and #kill. Elsewhere
    # these wait until C has returned: telling means waiting for the other
    # threads' turn each time, which would slow work in the background.
    #
    # The callback is made before interrupts are held back: ffi begins a thread
    # with its first one, which would hold them back for ever.
    def work(block, name, *arguments)
      watch = Watch.new(block) if block || Thread.current == Thread.main
      progress = watch && Api.callback(:cev_progress) do |_user, stage, done|
        watch.report(stage, done)
      end
      Thread.handle_interrupt(Object => :never) do
        @gate.hold do
          watch ? watched(watch, progress, name, arguments)
                : run(name, arguments)
        end
        yield if block_given?
      end
    end

    # What a call makes is its last argument. The first is left out where it
    # is the context itself.
    def make(noun, name, *arguments)
      out = FFI::MemoryPointer.new(:pointer)
      call(name, *own(name), *arguments, out)
      adopt(noun, out.read_pointer)
    end

    # `make` for calls that may take long.
    def produce(block, noun, name, *arguments)
      out = FFI::MemoryPointer.new(:pointer)
      work(block, name, *own(name), *arguments, out) do
        adopt(noun, out.read_pointer)
      end
    end

    # The tables that a call makes, its last arguments, nil for those that are
    # not wanted. The call may take long.
    def tables(block, name, arguments, wanted)
      outs = wanted.map { |each| FFI::MemoryPointer.new(:pointer) if each }
      made = nil
      work(block, name, *own(name), *arguments, *outs) do
        made = outs.map { |out| out && adopt(:table, out.read_pointer) }
      end
      made
    end

    # A handle of what a call has made.
    def adopt(noun, pointer)
      @releasers[noun] ||= @gate.releaser(Api.function(:"cev_#{noun}_free"))
      Handle.new(pointer, self, @releasers[noun])
    end

    private

    def check(status)
      return if status.zero?

      raise Error.for_status(status, message)
    end

    def message
      Api.call(:cev_ctx_message, @pointer).dup.force_encoding("UTF-8")
    end

    def watched(watch, progress, name, arguments)
      Api.call(:cev_ctx_set_progress, @pointer, progress, nil)
      begin
        run(name, arguments)
      rescue CancelledError
        raise watch.error || $!
      ensure
        Api.call(:cev_ctx_set_progress, @pointer, nil, nil)
      end
    end

    def run(name, arguments)
      check(Api.function(name, blocking: true).call(*arguments))
    end

    def own(name)
      first = Api.description["functions"][name.to_s]["arguments"].first
      first["type"] == "cev_ctx *" ? [@pointer] : []
    end
  end
  private_constant :Context
end

# frozen_string_literal: true

require "json"

module Cev
  # The library and its description. Which functions there are and what they
  # take stands in api.json, which is derived from the C headers; nothing of
  # that is written down here again.
  module Api
    # Of a checkout; inside a gem this leads nowhere, and all is in the gem.
    CHECKOUT = File.expand_path("../../../..", __dir__)
    IN_CHECKOUT = File.exist?(File.join(CHECKOUT, "include", "cev.h"))
    NAME = "libcev.#{FFI::Platform::LIBSUFFIX}"
    TYPES = { "void" => :void, "int32_t" => :int32, "int64_t" => :int64,
              "double" => :double, "const char *" => :string }.freeze

    @functions = {}
    @blocking = {}
    @opening = Mutex.new

    class << self
      # api.json as a Hash: functions, callbacks, constants, kinds, options.
      def description
        @description ||= JSON.parse(File.read(
          IN_CHECKOUT ? File.join(CHECKOUT, "bindings", "api.json")
                      : File.join(__dir__, "api.json"), encoding: "UTF-8"))
      end

      # Where the library in use lies: CEV_LIBRARY, else as `find` says.
      def path
        @path ||= ENV.fetch("CEV_LIBRARY") do
          find(NAME) or
            raise LoadError, "no libcev: looked for #{NAME} in #{folders[0]}; " \
                             "name it by the environment variable " \
                             "CEV_LIBRARY, or build it with make"
        end
      end

      # Where a file lies that make has built: of a checkout in build/, else the
      # one that was compiled when the gem was installed.
      def find(name)
        folders.map { |folder| File.join(folder, name) }
               .find { |path| File.file?(path) }
      end

      # One call of the library, by the name of the function.
      def call(name, *arguments)
        (@functions[name] || function(name)).call(*arguments)
      end

      # The C function of that name. Other threads run during a call of one
      # that is `blocking`; for short calls that costs more than it brings.
      def function(name, blocking: false)
        made = blocking ? @blocking : @functions
        made[name] || @opening.synchronize do
          made[name] ||= FFI::Function.new(*signature("functions", name),
                                           library.find_function(name.to_s),
                                           blocking: blocking)
        end
      end

      # A block as the C callback type `name`; keep the result for as long as
      # C may call it.
      def callback(name, &block)
        FFI::Function.new(*signature("callbacks", name), &block)
      end

      # A function of C that C hands out: one piece of parallel work.
      def task(pointer)
        FFI::Function.new(*signature("callbacks", :cev_task), pointer,
                          blocking: true)
      end

      # The functions that are bound by rule: "kernel" or "call".
      def shaped(shape)
        description["functions"].filter_map do |name, entry|
          name if entry["shape"] == shape
        end
      end

      private

      def library
        @library ||= FFI::DynamicLibrary.open(
          path, FFI::DynamicLibrary::RTLD_LAZY |
                FFI::DynamicLibrary::RTLD_LOCAL)
      end

      def folders
        made = [__dir__, *$LOAD_PATH.map { |folder| "#{folder}/cev" }]
        made.unshift(File.join(CHECKOUT, "build")) if IN_CHECKOUT
        made
      end

      # What a function returns and takes, as ffi wants it.
      def signature(section, name)
        entry = description[section].fetch(name.to_s)
        [type(entry["returns"]),
         entry["arguments"].map { |argument| type(argument["type"]) }]
      end

      def type(text)
        FFI.find_type(TYPES.fetch(text) do
          unless text.end_with?("*") || description["callbacks"].key?(text)
            raise TypeError, "api.json has a type unknown here: #{text}"
          end
          :pointer
        end)
      end
    end
  end
end

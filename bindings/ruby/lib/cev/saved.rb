# frozen_string_literal: true

require "fileutils"

module Cev
  # Saved bytes: out of objects, into files and back.
  module Saved
    class << self
      # The bytes of an object.
      def bytes(handle, noun)
        size = FFI::MemoryPointer.new(:int64)
        name = :"cev_#{noun}_save"
        handle.context.call(name, handle, nil, 0, size)
        memory = FFI::MemoryPointer.new(:char, size.read_int64)
        handle.context.call(name, handle, memory, memory.size, size)
        memory.get_bytes(0, size.read_int64)
      end

      # A file that is there already is replaced at once or not at all.
      def write(path, bytes)
        beside = "#{path}.#{Process.pid}.part"
        begin
          File.binwrite(beside, bytes)
          File.rename(beside, path)
        rescue SystemCallError
          FileUtils.rm_f(beside)
          raise
        end
      end

      # The object that the bytes hold.
      def handle(context, noun, bytes)
        memory = FFI::MemoryPointer.new(:char, [bytes.bytesize, 1].max)
        memory.put_bytes(0, bytes)
        context.make(noun, :"cev_#{noun}_load", memory, bytes.bytesize)
      end
    end
  end
  private_constant :Saved
end

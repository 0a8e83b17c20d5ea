# frozen_string_literal: true

module Cev
  # Anything that libcev refuses, with its message. `status` is the code in C.
  # Each code has a class: CEV_ERR_NOT_FOUND is NotFoundError.
  class Error < StandardError
    class << self
      # The code in C of this class of errors; nil for Error itself.
      attr_reader :status

      # The error for a status; one that this binding does not know is an
      # Error.
      def for_status(status, message)
        name = Api.call(:cev_status_name, status)
        text = message.empty? ? name : message
        found = CLASSES[status]
        found ? found.new(text) : Error.new(text, status)
      end
    end

    attr_reader :status

    def initialize(message = nil, status = self.class.status)
      super(message)
      @status = status
    end

    CLASSES = Api.description["constants"].filter_map do |name, status|
      next unless name.start_with?("CEV_ERR_")

      words = name.delete_prefix("CEV_ERR_").downcase.split("_")
      made = Class.new(Error) { @status = status }
      Cev.const_set("#{words.map(&:capitalize).join}Error", made)
      [status, made]
    end.to_h.freeze
    private_constant :CLASSES
  end
end

# frozen_string_literal: true

require "ffi"

# libcev: what each customer is worth, who is leaving, who is like whom.
#
#     portfolio = Cev::Portfolio.new(tz: "America/New_York")
#     orders.each { |o| portfolio.add(o.email, o.created_at, o.total_price) }
#     clv = Cev::CLV.new(margin: 0.4, discount: 0.1).fit(portfolio)
#     best = clv.predict(portfolio, horizon: 365).max_by(20, &:clv)
#
# Each kind of the library has a class of its own (Cev.kinds lists them):
# "clv" is Cev::CLV, "bgnbd" Cev::BGNBD, "gamma_gamma" Cev::GammaGamma; a kind
# that the library gains appears here by itself. So do the calls that tables
# answer: cev_markov_value is Cev.markov_value(transitions, rewards, horizon:
# 12). All arithmetic is in C.
module Cev
end

require_relative "cev/api"
require_relative "cev/errors"
require_relative "cev/context"
require_relative "cev/zone"
require_relative "cev/times"
require_relative "cev/columns"
require_relative "cev/table"
require_relative "cev/options"
require_relative "cev/saved"
require_relative "cev/report"
require_relative "cev/orders"
require_relative "cev/events"
require_relative "cev/portfolio"
require_relative "cev/holdout"
require_relative "cev/model"
require_relative "cev/estimator"
require_relative "cev/segmenter"
require_relative "cev/kernels"
require_relative "cev/page"
require_relative "cev/chart"

module Cev
  class << self
    # How many threads the work of objects made from now on is shared among, 1
    # unless told. Answers are the same, to the bit.
    def threads=(threads)
      raise ArgumentError, "threads is #{threads}; wanted 1 or more" if
        threads < 1

      Context.workers = threads > 1 ? Context::Workers.new(threads) : nil
    end

    # The version of the library in use.
    def library_version
      Api.call(:cev_version)
    end

    # Every kind by name, with handle, meaning, options, wants, gives, source.
    def kinds
      Options.kinds.dup
    end

    # Every option by name, with type, default, min, max, unit and meaning.
    def options
      Options.listing.dup
    end

    # Brings back whatever was saved, in any language: a portfolio, an
    # estimator or a segmenter. `tz` is for portfolios.
    def load(path, tz: nil)
      restore(File.binread(path), tz: tz)
    end

    # The same from the bytes themselves.
    def restore(bytes, tz: nil)
      Portfolio.restore(bytes, tz: tz)
    rescue FormatError
      begin
        Estimator.restore(bytes)
      rescue FormatError
        Segmenter.restore(bytes)
      end
    end

    # The classes of the kinds, made when they are first asked for.
    def const_missing(name)
      kind = Options.kinds.keys.find do |each|
        Model.class_name(each) == name.to_sym
      end
      kind ? Model.named(kind) : super
    end
  end
end

require_relative "cev/calls"

# frozen_string_literal: true

require "zlib"

# Saved bytes of every version answer as tests/golden/golden.h tells.
class Golden < Case
  FOLDER = File.join(Support::ROOT, "tests", "golden")
  AS_OF = 1_640_995_200

  # A field of a file: a number, a gap, or a text.
  def value(text)
    text ? Float(text, exception: false) || text : Float::NAN
  end

  def frame(name)
    CSV.foreach(File.join(FOLDER, name), headers: true).map do |row|
      row.map { |key, text| [key.to_sym, value(text)] }.to_h
    end
  end

  def cell(seen)
    case seen
    when Float then seen.nan? ? "" : [seen].pack("G").unpack1("H*")
    when Time then seen.to_i.to_s
    else seen.to_s
    end
  end

  def hash_of(table, names)
    lines = names.flat_map do |name|
      [name, *table.map { |row| cell(row[name]) }]
    end
    format("%08x", Zlib.crc32(lines.map { |line| "#{line}\n" }.join))
  end

  def ask(path, question)
    saved = Cev.load(path)
    case question
    when "predict", "assign"
      given = {}
      given[:periods] = frame("periods.csv") if
        saved.kind == :pareto_nbd_dynamic
      saved.public_send(question, frame("customers.csv"), **given)
    when "profile" then saved.profile
    when "summarise" then saved.summarise(as_of: AS_OF)
    else saved.export(question)
    end
  end

  def test_every_version_answers_as_it_did
    found = Dir[File.join(FOLDER, "*", "answers.txt")]
    lines = found.flat_map do |path|
      File.readlines(path).map { |line| [File.dirname(path), *line.split] }
    end
    assert_operator lines.size, :>, Cev.kinds.size
    lines.each do |folder, name, question, wanted, names|
      seen = ask(File.join(folder, name), question)
      assert_equal wanted, hash_of(seen, names.split(",")),
                   "#{name}, #{question}"
    end
  end
end

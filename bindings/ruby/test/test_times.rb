# frozen_string_literal: true

require "tempfile"

NOON = 1_717_156_800 # 2024-05-31 12:00 on the wall

class Lengths < Case
  Times = Cev.const_get(:Times)

  def test_units
    { "90d" => 90, "26w" => 182, "12mo" => 365, "12m" => 365, "2y" => 730,
      "w" => 7, "36h" => 1.5, "1.5 d" => 1.5, "30min" => 1 / 48.0,
      "60s" => 1 / 1440.0 }.each do |text, days|
      assert_in_delta days, Times.in_units(text, 86_400), 1e-12
    end
    assert_equal 365, Times.in_units(365, 86_400)
    week = Struct.new(:in_seconds).new(604_800)
    assert_equal 7, Times.in_units(week, 86_400)
  end

  def test_refused
    ["", "26 fortnights", "-3d", "12", "d26", "1e3d"].each do |text|
      error(Cev::ArgumentError, /26w/) { Times.in_units(text, 1) }
    end
  end
end

class Moments < Case
  Times = Cev.const_get(:Times)
  BERLIN = Cev.const_get(:Zone).of("Europe/Berlin")
  # Those that carry a zone of their own.
  INSTANTS = ["2024-05-31T10:00:00Z", "2024-05-31 10:00:00 UTC",
              "2024-05-31T06:00:00-04:00", "2024-05-31 12:00:00 +0200",
              "2024-05-31T12:00:00+02", Time.utc(2024, 5, 31, 10),
              Time.new(2024, 5, 31, 6, 0, 0.75, "-04:00"),
              DateTime.new(2024, 5, 31, 11, 0, 0, "+01:00")].freeze
  WALLS = [NOON, "2024-05-31 12:00", "2024-05-31T12:00:00",
           " 2024-05-31 12:00:00.75 "].freeze

  def test_on_the_wall_of_the_shop
    (WALLS + INSTANTS).each do |value|
      assert_equal NOON, Times.moment(value, BERLIN), value.inspect
    end
    [nil, BERLIN].each do |zone|
      WALLS.each { |value| assert_equal NOON, Times.moment(value, zone) }
      assert_equal NOON - 43_200, Times.moment(Date.new(2024, 5, 31), zone)
      assert_equal(-62_135_596_800, Times.moment("0001-01-01", zone))
    end
  end

  def test_without_a_zone_times_are_taken_as_they_read
    [Time.new(2024, 5, 31, 12, 0, 0, "-04:00"), Time.utc(2024, 5, 31, 12),
     DateTime.new(2024, 5, 31, 12, 0, 0, "+05:30"),
     "2024-05-31T12:00:00-04:00"].each do |value|
      assert_equal NOON, Times.moment(value, nil), value.inspect
    end
  end

  def test_refused
    ["31.05.2024", "2024-02-30", "2024-05-31 25:00", "", 1.5, nil,
     :noon].each do |value|
      error(Cev::ArgumentError, /no time; wanted/) { Times.moment(value, nil) }
    end
  end

  def test_there_and_back
    [nil, BERLIN].each do |zone|
      [NOON, 0, -1, 1_711_850_400 + 3600].each do |wall|
        there = Times.time(wall, zone)
        assert_equal wall, Times.moment(there, zone)
      end
    end
    assert_equal [2024, 5, 31, 12, 7200],
                 Times.time(NOON, BERLIN).then { |t|
                   [t.year, t.mon, t.mday, t.hour, t.utc_offset]
                 }
  end
end

class Zones < Case
  Zone = Cev.const_get(:Zone)

  # What the C library makes of the same zone, and of the same file.
  def offsets(path, instants)
    old = ENV.fetch("TZ", nil)
    ENV["TZ"] = path
    instants.map { |utc| Time.at(utc).utc_offset }
  ensure
    ENV["TZ"] = old
  end

  def instants(count)
    chance = Random.new(3)
    Array.new(count) { chance.rand(-2_000_000_000..6_000_000_000) }
  end

  def folder
    Zone::Database::FOLDERS.find { |each| File.directory?(each) } or
      skip "no time zone database"
  end

  def test_the_same_as_the_c_library
    names = Dir.glob("{Africa,America,Asia,Australia,Europe,Pacific}/*",
                     base: folder)
    refute_empty names
    names.select { |name| File.file?(File.join(folder, name)) }.each do |name|
      utc = instants(20)
      zone = Zone.of(name)
      assert_equal offsets(name, utc), utc.map { |each| zone.offset_at(each) },
                   name
    end
  end

  # Where almost everything is left to the rule at the end of the file.
  def test_files_of_the_slim_sort
    system("zic", "--version", out: File::NULL, err: File::NULL) or
      skip "zic is not installed"
    Dir.mktmpdir do |there|
      RULES.each_with_index do |lines, index|
        source = File.join(there, "source")
        File.write(source, lines)
        assert system("zic", "-b", "slim", "-d", there, source), lines
        compare("Test/Zone#{index}", there)
      end
    end
  end

  RULES = [
    "Rule R 1990 max - Mar lastSun 1:00u 1:00 S\n" \
    "Rule R 1990 max - Oct lastSun 1:00u 0 -\nZone Test/Zone0 1:00 R CE%sT\n",
    "Rule R 1990 max - Oct Sun>=1 2:00s 1:00 D\n" \
    "Rule R 1990 max - Apr Sun>=1 2:00s 0 S\nZone Test/Zone1 10:00 R AE%sT\n",
    "Rule R 1990 max - Mar Fri>=23 2:00 1:00 D\n" \
    "Rule R 1990 max - Oct lastSun 2:00 0 S\nZone Test/Zone2 -3:30 R N%sT\n",
    "Zone Test/Zone3 5:45 - +0545\n"
  ].freeze

  def compare(name, there)
    ENV["TZDIR"] = there
    zone = Zone.of(name)
    utc = instants(300)
    assert_equal offsets(":#{File.join(there, name)}", utc),
                 utc.map { |each| zone.offset_at(each) }, name
  ensure
    ENV.delete("TZDIR")
  end

  def test_clocks_set_forward_and_back
    berlin = Zone.of("Europe/Berlin")
    twice = Time.utc(2024, 10, 27, 2, 30).to_i
    assert_equal Time.utc(2024, 10, 27, 0, 30).to_i, berlin.to_utc(twice)
    never = Time.utc(2024, 3, 31, 2, 30).to_i
    assert_equal Time.utc(2024, 3, 31, 1, 30).to_i, berlin.to_utc(never)
  end

  def test_offsets_and_objects
    assert_equal(-12_600, Zone.of("-03:30").offset_at(0))
    assert_equal 0, Zone.of("UTC").offset_at(0)
    foreign = Struct.new(:name) do
      def utc_to_local(time)
        time.getlocal("+09:00")
      end
    end
    zone = Zone.of(foreign.new("Asia/Tokyo"))
    assert_equal [32_400, "Asia/Tokyo"], [zone.offset_at(0), zone.name]
  end

  def test_refused
    ["Europe/Berlins", "../../etc/passwd", "", "/etc/localtime",
     "Europe"].each do |name|
      error(Cev::ArgumentError, %r{America/New_York}) { Zone.of(name) }
    end
    error(Cev::ArgumentError, /wanted a name/) { Zone.of(5) }
  end

  def test_a_day_is_that_of_the_shop
    shop = Cev::Portfolio.new(tz: "Europe/Berlin")
    shop.add("ada", Time.utc(2024, 5, 31, 22, 30), 1) # half past midnight
    shop.add("ada", "2024-06-01 09:00", 1)
    assert_equal 1, shop.report.purchases
    assert_equal "Europe/Berlin", shop.tz
    assert_equal "2024-06-01 00:30:00 +0200", shop.report.first.to_s
    assert_equal Time.new(2024, 6, 1, 0, 0, 0, "+02:00"), shop.first.first
  end
end

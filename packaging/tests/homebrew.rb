# Runs a formula of Homebrew with stand-ins for its classes: for each platform, the archive that the formula selects must be
# the one of the release, and `install` must find its files.
require "digest"
require "pathname"
require "tmpdir"

formula_file, release = ARGV

$platform = nil
$installed = nil

# A directory of an installed formula, which records what is put there.
class Pathname
  def install(source)
    sources = source.is_a?(Hash) ? source.keys : Array(source)
    raise "nothing to install in #{self}" if sources.empty?

    sources.each do |file|
      raise "no file #{file}" unless File.file?(file)

      $installed << "#{self}/#{source.is_a?(Hash) ? source[file] : File.basename(file)}"
    end
  end
end

class Formula
  class << self
    attr_reader :values

    def inherited(formula)
      super
      formula.instance_variable_set(:@values, {})
    end

    %i[desc homepage version url sha256 license].each do |name|
      define_method(name) { |value| @values[name] = value }
    end
    { on_macos: :darwin, on_linux: :linux, on_arm: :aarch64, on_intel: :x86_64 }.each do |name, part|
      define_method(name) { |&block| block.call if $platform.include?(part) }
    end

    def test(&block)
      @values[:test] = block
    end
  end

  %w[bin man1 bash_completion zsh_completion fish_completion].each do |name|
    define_method(name) { Pathname.new(name) }
  end
end

digests = File.readlines("#{release}/SHA256SUMS").to_h { |line| line.split.reverse }
%i[darwin linux].product(%i[aarch64 x86_64]).each do |platform|
  $platform = platform
  $installed = []
  Object.send(:remove_const, :DevcertCli) if defined?(DevcertCli)
  load formula_file
  values = DevcertCli.values
  archive = File.basename(values[:url])
  raise "#{archive} is not for #{platform}" unless platform.all? { |part| archive.include?(part.to_s) }
  raise "#{archive} has another checksum" unless digests[archive] == values[:sha256]
  raise "#{archive} has another version" unless values[:url].include?("/v#{values[:version]}/")
  raise "no description, license or test" unless values[:desc] && values[:license] && values[:test]

  Dir.mktmpdir do |folder|
    system("tar", "-xzf", "#{release}/#{archive}", "-C", folder, "--strip-components=1", exception: true)
    Dir.chdir(folder) { DevcertCli.new.install }
  end
  expected = %w[bin/devcert man1/devcert.1 man1/devcert-ca-init.1 bash_completion/devcert zsh_completion/_devcert
                fish_completion/devcert.fish]
  missing = expected - $installed
  raise "not installed: #{missing}" unless missing.empty?
end

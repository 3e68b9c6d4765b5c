class DevcertCli < Formula
  desc "@DESCRIPTION@"
  homepage "@REPOSITORY@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@URL aarch64-apple-darwin@"
      sha256 "@SHA256 aarch64-apple-darwin@"
    end
    on_intel do
      url "@URL x86_64-apple-darwin@"
      sha256 "@SHA256 x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "@URL aarch64-unknown-linux-musl@"
      sha256 "@SHA256 aarch64-unknown-linux-musl@"
    end
    on_intel do
      url "@URL x86_64-unknown-linux-musl@"
      sha256 "@SHA256 x86_64-unknown-linux-musl@"
    end
  end

  def install
    bin.install "devcert"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/devcert.bash" => "devcert"
    zsh_completion.install "completions/_devcert"
    fish_completion.install "completions/devcert.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/devcert --version")
    system bin/"devcert", "selfsign", "--dir", testpath/"cert"
    assert_path_exists testpath/"cert/file.crt"
  end
end

{
  description = "@DESCRIPTION@";

  inputs.nixpkgs.url = "nixpkgs";

  outputs = { self, nixpkgs }:
    let
      archives = {
        x86_64-linux = {
          url = "@URL x86_64-unknown-linux-musl@";
          sha256 = "@SHA256 x86_64-unknown-linux-musl@";
        };
        aarch64-linux = {
          url = "@URL aarch64-unknown-linux-musl@";
          sha256 = "@SHA256 aarch64-unknown-linux-musl@";
        };
        x86_64-darwin = {
          url = "@URL x86_64-apple-darwin@";
          sha256 = "@SHA256 x86_64-apple-darwin@";
        };
        aarch64-darwin = {
          url = "@URL aarch64-apple-darwin@";
          sha256 = "@SHA256 aarch64-apple-darwin@";
        };
      };
      package = system: archive:
        let
          pkgs = nixpkgs.legacyPackages.${system};
        in
        pkgs.stdenvNoCC.mkDerivation {
          pname = "@NAME@";
          version = "@VERSION@";
          src = pkgs.fetchurl archive;
          nativeBuildInputs = [ pkgs.installShellFiles ];
          # The program is static on Linux and signed by the linker on macOS.
          dontFixup = true;
          installPhase = ''
            install -D --mode=755 devcert $out/bin/devcert
            installManPage man/*.1
            installShellCompletion --cmd devcert \
              --bash completions/devcert.bash --zsh completions/_devcert --fish completions/devcert.fish
          '';
          meta = {
            description = "@DESCRIPTION@";
            homepage = "@REPOSITORY@";
            license = with pkgs.lib.licenses; [ mit asl20 ];
            mainProgram = "devcert";
          };
        };
    in
    {
      packages = builtins.mapAttrs (system: archive: { default = package system archive; }) archives;
    };
}

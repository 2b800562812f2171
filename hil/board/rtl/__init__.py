"""The Verilog board of `fixtures/rtl` in a simulator, behind a PTY. The only folder that imports cocotb."""

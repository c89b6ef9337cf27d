module heddle.io/benchmarks

go 1.26

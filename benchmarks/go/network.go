// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io"
	"net"
	"sync"
)

// echo: size connections on the loopback interface make n round trips of 32 bytes altogether.
func echo(n, size int) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	var wg sync.WaitGroup
	for range size {
		wg.Go(func() { client(listener.Addr().String(), n/size) })
	}
	wg.Wait()
	listener.Close()
}

func serve(conn net.Conn) {
	defer conn.Close()
	message := make([]byte, 32)
	for {
		if _, err := io.ReadFull(conn, message); err != nil {
			return
		}
		if _, err := conn.Write(message); err != nil {
			return
		}
	}
}

func client(address string, trips int) {
	conn, err := net.Dial("tcp", address)
	check(err)
	defer conn.Close()
	message := make([]byte, 32)
	for range trips {
		_, err := conn.Write(message)
		check(err)
		_, err = io.ReadFull(conn, message)
		check(err)
	}
}

func check(err error) {
	if err != nil {
		fail(err.Error())
	}
}
